/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import io.sluice.api.net.Connection;
import io.sluice.api.net.ConnectionHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tunnels of one server: a GET and a POST with the same cookie, from the same address, both with TLS or both
 * without. Any thread.
 */
public final class Tunnels {
    private static final String COOKIE = "x-sessioncookie";
    private static final Pattern COOKIES = Pattern.compile("[\\x21-\\x7e]{1,128}");
    /** Of those that have one half only. */
    private static final int MAX_WAITING = 64;

    private final Sessions sessions;
    private final Map<String, Tunnel> open = new HashMap<>();

    /** Makes the handler of a connection that speaks RTSP. */
    @FunctionalInterface
    public interface Sessions {
        /**
         * @param tunnelled whether the peer comes through HTTP
         * @param admitted called each time the peer has proved who it is
         */
        ConnectionHandler open(Connection connection, boolean tunnelled, Runnable admitted);
    }

    public Tunnels(Sessions sessions) {
        this.sessions = sessions;
    }

    /** A peer that needs no tunnel. */
    ConnectionHandler direct(Connection connection) {
        return sessions.open(connection, false, () -> {});
    }

    /** Whether it says which tunnel it belongs to. */
    static boolean isTunnel(HttpHead head) {
        return COOKIES.matcher(head.header(COOKIE)).matches();
    }

    /** The half of a tunnel that a request opens, or null when it opens none. */
    @Nullable
    ConnectionHandler through(HttpHead head, Connection connection) {
        if (!isTunnel(head)) {
            return null;
        }
        String cookie = head.header(COOKIE);
        String key = connection.remote().getAddress().getHostAddress() + ' ' + connection.secure() + ' ' + cookie;
        return head.method().equals("GET") ? get(key, connection) : post(key, connection);
    }

    private @Nullable ConnectionHandler get(String key, Connection connection) {
        Tunnel tunnel = find(key);
        if (tunnel == null) {
            return null;
        }
        var get = new TunnelGet(tunnel, connection);
        if (!tunnel.enter(get)) {
            return null; // what a cookie names is somebody's already
        }
        get.begin(sessions);
        tunnel.flow();
        return get;
    }

    private @Nullable ConnectionHandler post(String key, Connection connection) {
        Tunnel tunnel = find(key);
        if (tunnel == null) {
            return null;
        }
        var post = new TunnelPost(tunnel, connection);
        TunnelPost before = tunnel.enter(post);
        if (before != null) {
            before.replaced();
        }
        return post;
    }

    private synchronized @Nullable Tunnel find(String key) {
        Tunnel tunnel = open.get(key);
        if (tunnel == null && open.values().stream().filter(Tunnel::waits).count() < MAX_WAITING) {
            tunnel = new Tunnel(this, key);
            open.put(key, tunnel);
        }
        return tunnel;
    }

    synchronized void forget(Tunnel tunnel) {
        open.remove(tunnel.key(), tunnel);
    }

    /** How many there are, with those that wait for their other half. */
    synchronized int count() {
        return open.size();
    }
}
