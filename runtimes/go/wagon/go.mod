module pybadge-wasm/wagon

go 1.25.0

require github.com/go-interpreter/wagon v0.6.0

require (
	github.com/edsrzf/mmap-go v1.0.0 // indirect
	github.com/twitchyliquid64/golang-asm v0.0.0-20190126203739-365674df15fc // indirect
	golang.org/x/sys v0.0.0-20190306220234-b354f8bf4d9e // indirect
)

require pybadge-wasm/shared v0.0.0

replace pybadge-wasm/shared => ../shared
