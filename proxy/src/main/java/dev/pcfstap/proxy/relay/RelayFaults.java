package dev.pcfstap.proxy.relay;

/** What can go wrong with streams again and again, shared by all event loops. Any thread. */
record RelayFaults(Fault unreachable, Fault tooManyStreams, Fault stalled) {

    static RelayFaults create() {
        return new RelayFaults(new Fault(System::nanoTime), new Fault(System::nanoTime), new Fault(System::nanoTime));
    }
}
