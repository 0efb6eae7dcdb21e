package ingest

import "iter"

// Ahead yields what a sequence yields, in its order, and has it worked out in a goroutine of its own a little before it is
// asked for: the next document is read, the next records are prepared, while those before are written. When the loop over
// it ends, however it ends, that goroutine has ended too.
func Ahead[T any](in iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		ready, stop := make(chan T, 1), make(chan struct{})
		go work(in, ready, stop)
		defer func() {
			close(stop)
			for range ready { // closed when the work has ended
			}
		}()
		for t := range ready {
			if !yield(t) {
				return
			}
		}
	}
}

func work[T any](in iter.Seq[T], ready chan<- T, stop <-chan struct{}) {
	defer close(ready)
	for t := range in {
		select {
		case ready <- t:
		case <-stop:
			return
		}
	}
}
