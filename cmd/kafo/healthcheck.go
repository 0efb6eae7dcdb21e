package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"kafo/internal/coop"
)

type healthcheckCmd struct {
	listening
}

// Run asks the running server whether it is ready; exit is 1 when it is not. It is for containers and supervisors (U83).
func (c *healthcheckCmd) Run(ctx context.Context, s *Settings, io streams) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.Listen+"/readyz", nil)
	if err != nil {
		return usageError{err}
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return coop.Refuse(coop.Invalid, "health.silent", c.Listen)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return coop.Refuse(coop.Invalid, "health.not_ready", answer.StatusCode)
	}
	fmt.Fprintln(io.out, s.words().T("health.ready"))
	return nil
}
