// The engine of the shell itself, through the JavaScript interface of
// WebAssembly in its synchronous form.

/** A memory that cannot grow. */
export const fixed_memory = (pages) => new WebAssembly.Memory({ initial: pages, maximum: pages });

/** `configs` maps each config to why this process cannot be it, or to undefined. */
export const web_assembly = (name, version, configs) => ({
  name,
  version,
  configs,
  compile: (bytes) => new WebAssembly.Module(bytes),
  instantiate: (module, imports) => new WebAssembly.Instance(module, imports),
  memory: fixed_memory,
});

/** Configs told apart by the flags of the process. */
export function by_flags(given, configs) {
  const flags = Object.entries(configs).map(([config, wanted]) => {
    const missing = wanted.filter((flag) => !given.includes(flag));
    const known = Object.values(configs).flat();
    const other = given.filter((flag) => known.includes(flag) && !wanted.includes(flag));
    const wrong = [...missing.map((flag) => `${flag} is missing`), ...other.map((flag) => `${flag} is given`)];
    return [config, wrong.join(", ") || undefined];
  });
  return Object.fromEntries(flags);
}
