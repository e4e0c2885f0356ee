/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;

/** Where the system would send something to. */
final class Routes {
    private static final int DISCARD = 9;

    private Routes() {}

    /**
     * The interface of the route to an address: the system is asked, nothing is sent.
     *
     * @throws IOException when there is none
     */
    static NetworkInterface interfaceTo(InetAddress address) throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(address, DISCARD));
            NetworkInterface found = NetworkInterface.getByInetAddress(probe.getLocalAddress());
            if (found == null) {
                throw new SocketException("no interface has a route to it");
            }
            return found;
        }
    }
}
