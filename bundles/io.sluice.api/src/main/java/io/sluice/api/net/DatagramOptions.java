/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a UDP socket is opened. Begin with {@link #any()}.
 *
 * @param beside a {@link Connection} or {@link DatagramPort} of this server on whose loop the socket is to live, so
 *     that both are handled by one thread; null: any loop
 * @param address to bind, decides between IPv4 and IPv6 too; null: all addresses of IPv4
 * @param firstPort 1 to 65535; 0: any free port
 * @param lastPort at least {@code firstPort}; 0 with it
 * @param shared whether other shared sockets may have the same port: each is then to be connected to a peer of its own;
 *     at the address of a group sockets of other programs, too: each gets everything
 * @param receiveBufferBytes asked of the system, which may grant less; 0: the system's default
 * @param sendBufferBytes asked of the system, which may grant less; 0: the system's default
 * @param hops how far multicast goes that is sent, 0 to 255; 1 stays in the local network
 * @param sendAt the interface that multicast is sent at; null: where the route to the group leads
 */
public record DatagramOptions(
        @Nullable Executor beside,
        @Nullable InetAddress address,
        int firstPort,
        int lastPort,
        boolean shared,
        int receiveBufferBytes,
        int sendBufferBytes,
        int hops,
        @Nullable NetworkInterface sendAt) {
    public DatagramOptions {
        if (firstPort < 0 || lastPort < firstPort || lastPort > 65_535 || firstPort == 0 && lastPort > 0) {
            throw new IllegalArgumentException("ports: " + firstPort + " to " + lastPort);
        }
        if (receiveBufferBytes < 0 || sendBufferBytes < 0 || hops < 0 || hops > 255) {
            throw new IllegalArgumentException(
                    "buffers of " + receiveBufferBytes + " and " + sendBufferBytes + " bytes, hops: " + hops);
        }
    }

    /** Any port at all addresses, buffers as the system has them, multicast within the local network. */
    public static DatagramOptions any() {
        return new DatagramOptions(null, null, 0, 0, false, 0, 0, 1, null);
    }

    public DatagramOptions beside(Executor connectionOrPort) {
        return new DatagramOptions(
                connectionOrPort,
                address,
                firstPort,
                lastPort,
                shared,
                receiveBufferBytes,
                sendBufferBytes,
                hops,
                sendAt);
    }

    public DatagramOptions at(InetAddress local) {
        return new DatagramOptions(
                beside, local, firstPort, lastPort, shared, receiveBufferBytes, sendBufferBytes, hops, sendAt);
    }

    public DatagramOptions port(int port) {
        return ports(port, port);
    }

    public DatagramOptions ports(int first, int last) {
        return new DatagramOptions(
                beside, address, first, last, shared, receiveBufferBytes, sendBufferBytes, hops, sendAt);
    }

    public DatagramOptions sharing() {
        return new DatagramOptions(
                beside, address, firstPort, lastPort, true, receiveBufferBytes, sendBufferBytes, hops, sendAt);
    }

    public DatagramOptions buffers(int receiveBytes, int sendBytes) {
        return new DatagramOptions(beside, address, firstPort, lastPort, shared, receiveBytes, sendBytes, hops, sendAt);
    }

    public DatagramOptions multicast(int newHops, @Nullable NetworkInterface newSendAt) {
        return new DatagramOptions(
                beside, address, firstPort, lastPort, shared, receiveBufferBytes, sendBufferBytes, newHops, newSendAt);
    }
}
