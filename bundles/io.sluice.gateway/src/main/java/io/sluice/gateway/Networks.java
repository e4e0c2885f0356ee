/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Addresses and networks ({@code 192.0.2.0/24}, {@code 2001:db8::/32}) that somebody listed. */
final class Networks {
    private record Network(byte[] address, int bits) {
        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit & 7);
                if (((address[bit >> 3] ^ other[bit >> 3]) & mask) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private final List<Network> networks = new ArrayList<>();

    /** @throws IllegalArgumentException naming the text that is no address or network */
    Networks(List<String> texts) {
        for (String text : texts) {
            int slash = text.indexOf('/');
            InetAddress address = HostName.address(slash < 0 ? text : text.substring(0, slash));
            int most = address == null ? 0 : address.getAddress().length * 8;
            int bits = slash < 0 ? most : bits(text.substring(slash + 1));
            if (address == null || bits < 0 || bits > most) {
                throw new IllegalArgumentException(text + " is no address and no network such as 192.0.2.0/24");
            }
            networks.add(new Network(address.getAddress(), bits));
        }
    }

    private static int bits(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    boolean contain(@Nullable InetAddress address) {
        return address != null && networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }
}
