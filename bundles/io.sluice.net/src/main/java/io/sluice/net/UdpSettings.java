/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollDatagramChannelConfig;
import io.netty.channel.socket.DatagramChannelConfig;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.sluice.api.net.DatagramOptions;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.StandardSocketOptions;

/** What is asked of a UDP socket before it is bound. */
final class UdpSettings {
    private static final int IPPROTO_IP = 0;
    private static final int IP_MULTICAST_TTL = 33;
    private static final int IPPROTO_IPV6 = 41;
    private static final int IPV6_MULTICAST_HOPS = 18;

    private UdpSettings() {}

    static void apply(DatagramOptions options, DatagramChannelConfig socket) {
        boolean epoll = socket instanceof EpollDatagramChannelConfig;
        InetAddress address = options.address();
        if (options.shared() && address != null && address.isMulticastAddress()) {
            socket.setReuseAddress(true); // whoever else listens to the group gets its own copies
        } else if (options.shared()) {
            // Of this user only, which SO_REUSEADDR would not ask for.
            socket.setOption(
                    epoll ? UnixChannelOption.SO_REUSEPORT : NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT),
                    true);
        }
        if (options.receiveBufferBytes() > 0) {
            socket.setReceiveBufferSize(options.receiveBufferBytes());
        }
        if (options.sendBufferBytes() > 0) {
            socket.setSendBufferSize(options.sendBufferBytes());
        }
        socket.setOption(hops(options, epoll), options.hops());
        NetworkInterface sendAt = options.sendAt();
        if (sendAt != null) {
            socket.setNetworkInterface(sendAt);
        }
    }

    private static ChannelOption<Integer> hops(DatagramOptions options, boolean epoll) {
        if (!epoll) {
            return NioChannelOption.of(StandardSocketOptions.IP_MULTICAST_TTL);
        }
        // Netty's own option is that of unicast.
        return options.address() instanceof Inet6Address
                ? new IntegerUnixChannelOption("IPV6_MULTICAST_HOPS", IPPROTO_IPV6, IPV6_MULTICAST_HOPS)
                : new IntegerUnixChannelOption("IP_MULTICAST_TTL", IPPROTO_IP, IP_MULTICAST_TTL);
    }
}
