package dev.pcfstap.proxy.relay;

import dev.pcfstap.proxy.transport.Fault;

/** What can go wrong with streams again and again, shared by all event loops. Any thread. */
record RelayFaults(Fault unreachable, Fault stalled) {

    static RelayFaults create() {
        return new RelayFaults(new Fault(), new Fault());
    }
}
