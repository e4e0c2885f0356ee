/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whose failures are counted together: an IPv4 address, or an IPv6 network of 64 bits, because whoever has one address
 * of it has all of them.
 */
record PeerKey(boolean six, long bits) {
    static PeerKey of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address
                ? new PeerKey(true, bytes.getLong())
                : new PeerKey(false, bytes.getInt());
    }
}
