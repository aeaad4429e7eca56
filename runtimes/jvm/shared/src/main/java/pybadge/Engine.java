package pybadge;

import java.util.List;

/** An engine with one config chosen: what the runner needs of it. */
public interface Engine {
    /** From bytes to a module: decoding, validation, code generation. */
    Module compile(byte[] wasm) throws Failure;

    /** A compiled module. */
    interface Module {
        /** Links and instantiates; imports are those of the badge. */
        Instance instantiate(Badge badge) throws Failure;
    }

    /** An instance. A call can be ended by interrupting the calling thread. */
    interface Instance {
        /** The export of type {@code () -> ()}, looked up once. */
        Entry entry(String name) throws Failure;

        /** Hands the exported memory to the badge. */
        void bindMemory() throws Failure;

        /** Calls any export. */
        List<Value> call(String name, List<Value> arguments) throws Failure;
    }

    /** An export that takes and returns nothing. */
    interface Entry {
        void call() throws Failure;
    }
}
