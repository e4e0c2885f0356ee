/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** This machine's addresses; they may change, so what is known is at most half a minute old. Any thread. */
final class OwnAddresses {
    private static final long FRESH_NS = TimeUnit.SECONDS.toNanos(30);

    private record Known(Set<InetAddress> addresses, long atNs) {}

    private volatile Known known = new Known(Set.of(), System.nanoTime() - FRESH_NS);

    boolean contain(InetAddress address) {
        Known now = known;
        if (System.nanoTime() - now.atNs() >= FRESH_NS) {
            now = new Known(all(), System.nanoTime());
            known = now;
        }
        return now.addresses().contains(address);
    }

    private static Set<InetAddress> all() {
        Set<InetAddress> addresses = new HashSet<>();
        try {
            NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .forEach(addresses::add);
        } catch (SocketException e) {
            return Set.of(); // only names that are configured and loopback are ours then
        }
        return addresses;
    }
}
