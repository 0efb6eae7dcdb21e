package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestServing runs the server as a process of its own beside others that write: two processes on one SQLite file.
//
//	get PATH STATUS [TEXT] [WITHIN]   asks the server until it answers so; fails when it does not within a second
//	head PATH STATUS                  the same with HEAD, whose answer must have no body
func TestServing(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/serving",
		Setup: func(e *testscript.Env) error {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				return err
			}
			e.Setenv("KAFO_LISTEN", l.Addr().String())
			e.Setenv("KAFO_DATA", e.WorkDir+"/data")
			return l.Close()
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"get":  func(ts *testscript.TestScript, _ bool, args []string) { ask(ts, http.MethodGet, args) },
			"head": func(ts *testscript.TestScript, _ bool, args []string) { ask(ts, http.MethodHead, args) },
		},
	})
}

// ask waits for an answer: PATH STATUS [TEXT [WITHIN]].
func ask(ts *testscript.TestScript, method string, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: get PATH STATUS [TEXT [WITHIN]]")
	}
	args = append(args, "", "1s")[:max(4, len(args))]
	if args[3] == "" {
		args[3] = "1s"
	}
	within, err := time.ParseDuration(args[3])
	ts.Check(err)
	for end := time.Now().Add(within); ; time.Sleep(20 * time.Millisecond) {
		err := once(method, "http://"+ts.Getenv("KAFO_LISTEN")+args[0], args[1], args[2])
		if err == nil {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("%s %s within %s: %v", method, args[0], within, err)
		}
	}
}

func once(method, address, status, text string) error {
	request, err := http.NewRequest(method, address, nil)
	if err != nil {
		return err
	}
	r, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	switch {
	case err != nil:
		return err
	case fmt.Sprint(r.StatusCode) != status:
		return fmt.Errorf("answered %s", r.Status)
	case method == http.MethodHead && len(body) > 0:
		return errors.New("HEAD with a body")
	case !strings.Contains(string(body), text):
		return fmt.Errorf("no %q in the answer", text)
	}
	return nil
}

func TestSQLiteIsKeptOffNetworkDisks(t *testing.T) {
	for name, c := range map[string]struct {
		disk     volume
		settings Settings
		refused  bool
	}{
		"local":               {volume{known: true, kind: 0xef53}, Settings{}, false},
		"not known":           {volume{}, Settings{}, false},
		"NFS":                 {volume{known: true, kind: 0x6969}, Settings{}, true},
		"CIFS":                {volume{known: true, kind: 0xff534d42}, Settings{}, true},
		"NFS with PostgreSQL": {volume{known: true, kind: 0x6969}, Settings{DatabaseURL: "postgres://x/y"}, false},
	} {
		if err := c.disk.hold(&c.settings); (err != nil) != c.refused {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestADiskIsFullBeforeABackupDoesNotFit(t *testing.T) {
	for name, c := range map[string]struct {
		disk volume
		full bool
	}{
		"not known": {volume{}, false},
		"roomy":     {volume{known: true, free: 1 << 40}, false},
		"full":      {volume{known: true, free: room - 1}, true},
	} {
		if c.disk.full() != c.full {
			t.Errorf("%s: full is %v", name, c.disk.full())
		}
	}
}
