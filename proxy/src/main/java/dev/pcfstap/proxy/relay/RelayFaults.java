package dev.pcfstap.proxy.relay;

/** What can go wrong with streams again and again, shared by all event loops. Any thread. */
record RelayFaults(Fault unreachable, Fault stalled) {

    static RelayFaults create() {
        return new RelayFaults(new Fault(), new Fault());
    }
}
