/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.net;

import io.sluice.api.stream.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/** What happens on one UDP socket. Every method is called on its loop, never two at a time, and must not block. */
@ConsumerType
public interface DatagramHandler {
    /**
     * A datagram came. One that throws has its socket closed.
     *
     * @param datagram big-endian, valid during the call only
     * @param from who sent it, or says so: an address is easily forged
     */
    void received(ByteBuffer datagram, InetSocketAddress from);

    /**
     * The connected peer's machine answered that nobody listens there (ICMP), or the network that it cannot be reached;
     * may come once for each datagram that was sent, and may be forged.
     */
    default void unreachable(String text) {}

    /**
     * The socket is closed, by whomever; called once, last.
     *
     * @param text for people
     */
    void closed(Reason reason, String text);
}
