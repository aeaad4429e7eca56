module pybadge-wasm/wazy

go 1.25.0

require (
	github.com/samyfodil/wazy v0.7.0
	pybadge-wasm/shared v0.0.0
)

require golang.org/x/sys v0.44.0 // indirect

replace pybadge-wasm/shared => ../shared
