module pybadge-wasm/life

go 1.25.0

require github.com/perlin-network/life v0.0.0-20191203030451-05c0e0f7eaea

require (
	github.com/go-interpreter/wagon v0.6.0
	pybadge-wasm/shared v0.0.0
)

require (
	github.com/golang/protobuf v1.2.0 // indirect
	github.com/vmihailenco/msgpack v4.0.4+incompatible // indirect
	golang.org/x/net v0.0.0-20180724234803-3673e40ba225 // indirect
	golang.org/x/sync v0.16.0 // indirect
	google.golang.org/appengine v1.6.0 // indirect
	gopkg.in/check.v1 v1.0.0-20201130134442-10cb98267c6c // indirect
)

replace pybadge-wasm/shared => ../shared
