/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many accepted connections are open, in all and from each address. Any thread. */
final class Admission {
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentHashMap<InetAddress, Integer> perAddress = new ConcurrentHashMap<>();

    /** @return whether one more is allowed; then {@link #leave} must follow */
    boolean enter(InetAddress address, NetSettings limits) {
        if (total.incrementAndGet() > limits.maxConnections()) {
            total.decrementAndGet();
            return false;
        }
        if (!address.isLoopbackAddress()
                && perAddress.merge(address, 1, Integer::sum) > limits.maxConnectionsPerAddress()) {
            leave(address);
            return false;
        }
        return true;
    }

    void leave(InetAddress address) {
        total.decrementAndGet();
        perAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }

    int total() {
        return total.get();
    }
}
