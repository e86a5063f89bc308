// Package shop sells.
package shop

import "testing"

// Most articles of a basket. More are refused.
const Most = 12

const (
	// First of all.
	First = iota
	second
)

var ErrEmpty = errors.New("empty")

// Basket is what a customer wants.
type Basket struct {
	Articles []string
}

type (
	// Article is sold.
	Article interface {
		Name() string
	}
	price int
)

type Alias = Basket

// Add puts one in.
//
// It may fail.
func (b *Basket) Add(ctx context.Context, article string) (int, error) {
	type local struct{}
	return 0, nil
}

func Map[T, U any](in []T, f func(T) U) []U { return nil }

func testable() {}

func TestAdd(t *testing.T) {}
func BenchmarkAdd(b *testing.B) {}
