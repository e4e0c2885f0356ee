/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Host and port as in a Host header (RFC 9110 §7.2) or an origin.
 *
 * @param name lower case, without a final dot; an address without brackets
 * @param port -1 when none is given
 */
record HostName(String name, int port) {
    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]{2,45})]|([\\p{Alnum}._-]{1,253}))(?::(\\d{1,5}))?");
    private static final String LOCALHOST = "localhost";

    static @Nullable HostName parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int port = matcher.group(3) == null ? -1 : Integer.parseInt(matcher.group(3));
        String name = (matcher.group(1) != null ? matcher.group(1) : matcher.group(2)).toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return port > 65535 || name.isEmpty() ? null : new HostName(name, port);
    }

    /** The address when it is written as one; never asks a name server. */
    @Nullable
    InetAddress address() {
        return address(name);
    }

    static @Nullable InetAddress address(String text) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
        try {
            return bytes == null ? null : InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** Whether it names this machine's loopback (RFC 6761 §6.3 for names). */
    boolean loopback() {
        InetAddress address = address();
        return address != null ? address.isLoopbackAddress() : name.equals(LOCALHOST) || name.endsWith("." + LOCALHOST);
    }

    /** The port, or the one that the scheme stands for. */
    int port(boolean secure) {
        return port >= 0 ? port : secure ? 443 : 80;
    }

    @Override
    public String toString() {
        return (name.contains(":") ? "[" + name + "]" : name) + (port < 0 ? "" : ":" + port);
    }
}
