/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Whose datagrams are taken for the media of a camera. Anybody can send to a UDP port, so it is one sender: the address
 * that was agreed upon, at whatever port (cameras behind address translation mistake it). Cameras with several
 * addresses answer from another one than they are asked at: such a sender is taken when it alone sends, several packets
 * of one and the same source. Not safe on several threads.
 */
final class UdpSender {
    /** So many packets of a stranger in a row, without one from where they should come from. */
    static final int STRANGER_PACKETS = 5;

    private static final int MIN_BYTES = 12;

    private final @Nullable InetAddress expected;
    private @Nullable InetSocketAddress sender;
    private @Nullable InetSocketAddress stranger;
    private int strangerSsrc;
    private int strangerPackets;

    /** @param expected the address that was agreed upon, or null: whoever comes first */
    UdpSender(@Nullable InetAddress expected) {
        this.expected = expected;
    }

    /** Whether an RTP packet is the camera's. */
    boolean takes(ByteBuffer packet, InetSocketAddress from) {
        if (sender != null) {
            return sender.equals(from) || moved(from);
        }
        if (packet.remaining() < MIN_BYTES || (packet.get(packet.position()) & 0xC0) != 0x80) {
            return false;
        }
        if (expected == null || expected.equals(from.getAddress())) {
            sender = from;
            return true;
        }
        int ssrc = packet.getInt(packet.position() + 8);
        if (!from.equals(stranger) || ssrc != strangerSsrc) {
            stranger = from;
            strangerSsrc = ssrc;
            strangerPackets = 0;
        }
        if (++strangerPackets < STRANGER_PACKETS) {
            return false;
        }
        sender = from;
        return true;
    }

    /** The same machine may change its port, as after it began anew. */
    private boolean moved(InetSocketAddress from) {
        boolean same = sender != null && sender.getAddress().equals(from.getAddress());
        if (same) {
            sender = from;
        }
        return same;
    }

    /** Whether a report is the camera's. */
    boolean reports(InetSocketAddress from) {
        InetAddress address = sender == null ? expected : sender.getAddress();
        return address == null || address.equals(from.getAddress());
    }

    /** Whose media is taken, or null before the first packet. */
    @Nullable
    InetSocketAddress sender() {
        return sender;
    }

    /** Whether that is another address than the one that was agreed upon. */
    boolean isStranger() {
        return sender != null && expected != null && !expected.equals(sender.getAddress());
    }
}
