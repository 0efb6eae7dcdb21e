package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"kafo/internal/coop"
	"kafo/internal/i18n"
)

// TestALargePrintGoesOnBesideRequests: it is begun once, says how far it is, one edition is printed once at a time, and what was
// printed of another version of the register is printed anew; what a program left behind is nothing to the next.
func TestALargePrintGoesOnBesideRequests(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "prints")
	synctest.Test(t, func(t *testing.T) {
		p, err := newPresses(folder)
		if err != nil {
			t.Fatal(err)
		}
		begun, step, fails := 0, make(chan struct{}), errors.New("full")
		p.print = func(_ context.Context, _ coop.EditionID, format string, _ i18n.Lang, told func(int, int), w io.Writer) error {
			begun++
			told(412, 2380)
			<-step
			_, err := io.WriteString(w, format)
			if format == "odt" {
				return fails
			}
			return err
		}
		far := func(version, format string) (done int, file string, err error) {
			synctest.Wait()
			got, err := p.Press(version, 1, format, i18n.FR)
			if got.Write == nil {
				return got.Done, "", err
			}
			var b bytes.Buffer
			err = got.Write(&b)
			return 0, b.String(), err
		}
		far("1", "docx")
		if done, _, err := far("1", "docx"); done != 412 || err != nil || begun != 1 {
			t.Errorf("%d fiches, begun %d times, %v", done, begun, err)
		}
		if _, _, err := far("1", "odt"); coop.CodeOf(err) != coop.Busy {
			t.Errorf("a second print of the edition: %v", err)
		}
		step <- struct{}{}
		for range 2 {
			if _, file, err := far("1", "docx"); err != nil || file != "docx" || begun != 1 {
				t.Errorf("the whole file: %q, begun %d times, %v", file, begun, err)
			}
		}
		far("2", "docx")
		if synctest.Wait(); begun != 2 {
			t.Error("a later version of the register is not printed anew")
		}
		step <- struct{}{}
		far("2", "docx")
		far("2", "odt")
		step <- struct{}{}
		if _, _, err := far("2", "odt"); !errors.Is(err, fails) {
			t.Errorf("a print that failed says %v", err)
		}
		if left, _ := os.ReadDir(folder); len(left) != 2 {
			t.Errorf("a part of a file is left: %v", left)
		}
	})
	if _, err := newPresses(folder); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Error("the next program finds what the former left")
	}
}
