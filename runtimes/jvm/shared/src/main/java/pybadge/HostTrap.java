package pybadge;

/** A host function refuses its arguments; the guest traps with kind {@code host}. */
public final class HostTrap extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HostTrap(String reason) {
        // Without a stack trace: the guest's frames would be walked for nothing.
        super(reason, null, false, false);
    }
}
