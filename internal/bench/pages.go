package bench

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"
)

// browser is what browsers say they take: a page is measured as they get it, compressed.
const browser = "gzip, deflate, br, zstd"

const fileServer = "Go's file server, same bytes"

// page measures a page made anew and the same page from the cache, both against Go's file server sending the bytes
// that the site sends. The three are asked for in turn, so that what else the machine does weighs on each alike.
func (s Subject) page(p Page) ([]Figure, error) {
	fresh, cached := httptest.NewServer(s.Fresh), httptest.NewServer(s.Cached)
	defer fresh.Close()
	defer cached.Close()
	address, err := final(cached.URL, p.Address)
	if err != nil {
		return nil, err
	}
	files, plain, err := s.fileServer(cached.URL+address, browser)
	if err != nil {
		return nil, err
	}
	defer files.Close()
	took, err := once(func() error { return ask(fresh.URL+address, browser, io.Discard) })
	if err != nil {
		return nil, err
	}
	times, err := inTurn(often(warm, took), often(s.Times, took), browser, fresh.URL+address, cached.URL+address, plain)
	if err != nil {
		return nil, err
	}
	return []Figure{
		compare("page: "+p.Name, times[0], times[2], fileServer),
		compare("cached page: "+p.Name, times[1], times[2], fileServer),
	}, nil
}

// download measures the full CSV, uncompressed.
func (s Subject) download() ([]Figure, error) {
	site := httptest.NewServer(s.Cached)
	defer site.Close()
	began := time.Now()
	files, plain, err := s.fileServer(site.URL+s.CSV, "identity")
	if err != nil {
		return nil, err
	}
	defer files.Close()
	n := often(min(s.Times, downloads), float64(time.Since(began).Milliseconds())+1)
	times, err := inTurn(1, n, "identity", site.URL+s.CSV, plain)
	if err != nil {
		return nil, err
	}
	body, err := get(plain, "identity")
	f := compare("csv "+s.CSV, times[0], times[1], fileServer)
	f.Rate, f.Unit = float64(len(body))/1000/f.P50, "MB/s"
	return []Figure{f}, err
}

// final is where an address leads: /partenariats/1 to the page with the title in its address.
func final(base, address string) (string, error) {
	r, err := asking.Get(base + address)
	if err != nil {
		return "", err
	}
	return r.Request.URL.RequestURI(), r.Body.Close()
}

// fileServer serves the bytes of an answer from a file.
func (s Subject) fileServer(address, encoding string) (*httptest.Server, string, error) {
	body, err := get(address, encoding)
	if err != nil {
		return nil, "", err
	}
	if err := os.WriteFile(filepath.Join(s.Folder, "answer.bin"), body, 0o600); err != nil {
		return nil, "", err
	}
	files := httptest.NewServer(http.FileServer(http.Dir(s.Folder)))
	return files, files.URL + "/answer.bin", nil
}

// inTurn asks for each address n times, one after the other, after some that do not count, and gives the milliseconds of
// each.
func inTurn(warm, n int, encoding string, addresses ...string) ([][]float64, error) {
	times := make([][]float64, len(addresses))
	for i := range n + warm {
		for k, address := range addresses {
			took, err := once(func() error { return ask(address, encoding, io.Discard) })
			if err != nil {
				return nil, err
			}
			if i >= warm {
				times[k] = append(times[k], took)
			}
		}
	}
	return times, nil
}

// asking takes answers as they are sent.
var asking = &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 4}}

// get is an answer.
func get(address, encoding string) ([]byte, error) {
	var b bytes.Buffer
	err := ask(address, encoding, &b)
	return b.Bytes(), err
}

// ask writes an answer to w. What is measured is written nowhere: what a visitor keeps takes no memory of the server.
func ask(address, encoding string, w io.Writer) error {
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept-Encoding", encoding)
	r, err := asking.Do(request)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	_, err = io.Copy(w, r.Body)
	if err == nil && r.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", address, r.Status)
	}
	return err
}
