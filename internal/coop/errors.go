package coop

import "errors"

// Code is the family of an error: what a face turns into a status and an exit code.
type Code string

// The families of errors.
const (
	Invalid         Code = "invalid"
	NotFound        Code = "notfound"
	Gone            Code = "gone" // it was published and is no more
	Conflict        Code = "conflict"
	Forbidden       Code = "forbidden"
	Unauthenticated Code = "unauthenticated" // signing in might help
	TooMany         Code = "toomany"         // asked too often; later it may be asked again
	Busy            Code = "busy"            // too much is asked for at once; it may be asked for again
	Full            Code = "full"            // the disk has no room: nothing was written, reading goes on
	Internal        Code = "internal"
)

// Error is an error with a text for people (a message key with arguments, put into words by i18n) and one for logs.
type Error struct {
	Code Code
	Key  string
	Args []any
	Hint string
	Err  error
}

func (e *Error) Error() string {
	s := string(e.Code) + ": " + e.Key
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf is the family of any error; what is not ours is internal and never shown.
func CodeOf(err error) Code {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// Refuse makes an error of a family.
func Refuse(code Code, key string, args ...any) *Error {
	return &Error{Code: code, Key: key, Args: args}
}
