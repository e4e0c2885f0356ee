/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where multicast goes.
 *
 * @param first address of the range
 * @param count of addresses, each for the tracks of one stream; 0: no multicast
 * @param port even, for RTP of the first track; RTCP at the next one, the next track two higher
 * @param hops 0 to 255; 1: the local network
 * @param at the interface to send at; null: where the route to the group leads
 */
record GroupRange(
        int first, int count, int port, int hops, @Nullable NetworkInterface at) {
    /** No multicast. */
    static final GroupRange NONE = new GroupRange(0, 0, 0, 1, null);

    private static final int DEFAULT_PORT = 5004;
    private static final int MOST = 4096;
    private static final Pattern RANGE = Pattern.compile(
            "(2(?:2[4-9]|3\\d))\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})(?:/(\\d{1,2}))?(?::(\\d{1,5}))?");

    /**
     * Reads {@code multicast}, {@code multicast_ttl} and {@code multicast_interface}.
     *
     * @throws IllegalArgumentException naming the key and what is allowed
     */
    static GroupRange of(Map<String, ?> properties) {
        String text = text(properties, "multicast", "");
        if (text.isEmpty()) {
            return NONE;
        }
        Matcher range = RANGE.matcher(text);
        if (!range.matches()) {
            throw notARange(text);
        }
        int address = 0;
        for (int i = 1; i <= 4; i++) {
            int octet = Integer.parseInt(range.group(i));
            if (octet > 255) {
                throw notARange(text);
            }
            address = address << 8 | octet;
        }
        int bits = range.group(5) == null ? 32 : Integer.parseInt(range.group(5));
        int port = range.group(6) == null ? DEFAULT_PORT : Integer.parseInt(range.group(6));
        if (bits < 4 || bits > 32 || port < 1024 || port > 65_000 || port % 2 != 0) {
            throw notARange(text);
        }
        int mask = -1 << 32 - bits;
        int count = (int) Math.min(MOST, 1L << 32 - bits);
        // The first address of a net is no group that everybody takes.
        int first = bits < 31 ? (address & mask) + 1 : address & mask;
        return new GroupRange(first, bits < 31 ? count - 1 : count, port, hops(properties), at(properties));
    }

    private static IllegalArgumentException notARange(String text) {
        return new IllegalArgumentException("multicast: " + text
                + " is no range of groups; write 239.255.42.0/24:5004, a port is even and from 1024 to 65000");
    }

    private static int hops(Map<String, ?> properties) {
        String text = text(properties, "multicast_ttl", "1");
        int hops = text.matches("[0-9]{1,3}") ? Integer.parseInt(text) : 256;
        if (hops > 255) {
            throw new IllegalArgumentException("multicast_ttl: " + text + " is not from 0 to 255");
        }
        return hops;
    }

    private static @Nullable NetworkInterface at(Map<String, ?> properties) {
        String name = text(properties, "multicast_interface", "");
        try {
            NetworkInterface found = name.isEmpty() ? null : NetworkInterface.getByName(name);
            if (found == null && !name.isEmpty()) {
                throw new IllegalArgumentException("multicast_interface: there is no interface " + name);
            }
            return found;
        } catch (SocketException e) {
            throw new IllegalArgumentException("multicast_interface: " + e.getMessage(), e);
        }
    }

    private static String text(Map<String, ?> properties, String key, String fallback) {
        Object value = properties.get(key);
        return value == null ? fallback : value.toString().strip();
    }

    /** @param index from 0 to {@code count - 1} */
    InetAddress address(int index) {
        int value = first + index;
        try {
            return InetAddress.getByAddress(
                    new byte[] {(byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value});
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address of IPv4", e);
        }
    }
}
