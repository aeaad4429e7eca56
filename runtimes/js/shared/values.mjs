// Values of `invoke`: as the protocol writes them, and as the JavaScript
// interface of WebAssembly takes and gives them.

import { BadRequest, Refusal } from "./errors.mjs";

const INTEGER = /^[+-]?\d+$/;
const FLOAT = /^[+-]?(\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?|inf|infinity|nan)$/i;

const PAYLOAD = /^[+-]?nan:(0x[0-9a-f]+)$/i;

/** Reads `TYPE:NUMBER`, or a plain `i32`. */
export function parse(text) {
  const colon = text.indexOf(":");
  const [type, number] = colon < 0 ? ["i32", text] : [text.slice(0, colon), text.slice(colon + 1)];
  const refuse = () =>
    new BadRequest(
      `argument ${JSON.stringify(text)}: expected TYPE:NUMBER with TYPE i32, i64, f32, f64 or v128, or a plain i32`,
    );
  if (type === "i32" || type === "i64") {
    if (!INTEGER.test(number)) throw refuse();
    const value = BigInt(number.replace("+", ""));
    const bits = type === "i32" ? 32n : 64n;
    if (value < -(1n << (bits - 1n)) || value >= 1n << bits) throw refuse();
    return { type, value: type === "i32" ? Number(BigInt.asIntN(32, value)) : BigInt.asIntN(64, value) };
  }
  if (type === "f32" || type === "f64") {
    const [, payload] = PAYLOAD.exec(number) ?? [];
    if (payload && BigInt(payload) > 0n && BigInt(payload) < 1n << (type === "f32" ? 23n : 52n)) {
      return { type, value: undefined };
    }
    if (!FLOAT.test(number)) throw refuse();
    const value = Number(number.replace(/inf(inity)?/i, "Infinity").replace(/nan/i, "NaN"));
    return { type, value: type === "f32" ? Math.fround(value) : value };
  }
  if (type === "v128" && /^(0x)?[0-9a-f]{1,32}$/i.test(number)) return { type, value: undefined };
  throw refuse();
}

/** The JavaScript values for parameters of these types. */
export function to_engine(values, types) {
  if (values.length !== types.length || values.some(({ type }, i) => type !== types[i])) {
    throw new Refusal("export", `the export takes (${types.join(", ")})`);
  }
  return values.map(({ type, value }) => {
    if (value === undefined) {
      const what = type === "v128" ? "a v128" : "the payload of a NaN";
      throw new Refusal("unsupported", `${what} cannot cross the JavaScript interface`);
    }
    return value;
  });
}

/** The words for what a call returned, given the types of its results. */
export function from_engine(returned, types) {
  const values = types.length > 1 ? Array.from(returned) : [returned];
  return types.map((type, i) => {
    const value = values[i];
    switch (type) {
      case "i32":
      case "i64":
        return `${type}:${value}`;
      case "f32":
      case "f64":
        return `${type}:${float(value, type === "f32")}`;
      case "funcref":
      case "externref":
        return `${type}:${value === null ? "null" : "non-null"}`;
      default:
        throw new Refusal("unsupported", `a result of type ${type} cannot be shown`);
    }
  });
}

/** The shortest digits that read back, in the form that Rust prints. */
export function float(value, single) {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}inf`;
  if (size === 0) return `${sign}0.0`;
  const [mantissa, exponent] = shortest(size, single).split("e");
  const digits = mantissa.replace(".", "");
  const point = Number(exponent) + 1;
  if (point < -3 || point > 16) {
    const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
    return `${sign}${digits[0]}${rest}e${point - 1}`;
  }
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  const whole = digits.slice(0, point).padEnd(point, "0");
  return `${sign}${whole}.${digits.slice(point) || "0"}`;
}

function shortest(size, single) {
  if (!single) return size.toExponential();
  for (let precision = 0; precision < 9; precision += 1) {
    const text = size.toExponential(precision);
    if (Math.fround(Number(text)) === size) return text;
  }
  return size.toExponential();
}
