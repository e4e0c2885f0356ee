/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp.tunnel;

import io.sluice.api.stream.Reason;
import org.jspecify.annotations.Nullable;

/** What belongs to one cookie: the GET for as long as the tunnel lives, and the POST of the moment. Any thread. */
final class Tunnel {
    private final Tunnels tunnels;
    private final String key;
    private @Nullable TunnelGet get;
    private @Nullable TunnelPost post;
    private boolean admitted;
    private boolean over;

    Tunnel(Tunnels tunnels, String key) {
        this.tunnels = tunnels;
        this.key = key;
    }

    String key() {
        return key;
    }

    /** One half is there, and nobody knows whose it is. */
    synchronized boolean waits() {
        return !admitted && (get == null || post == null);
    }

    /** False when there is one, or was. */
    synchronized boolean enter(TunnelGet half) {
        if (get != null || over) {
            return false;
        }
        get = half;
        return true;
    }

    /** The next POST takes the place of the last: clients open a new one when they have sent what they announced. */
    synchronized @Nullable TunnelPost enter(TunnelPost half) {
        TunnelPost before = post;
        post = half;
        return before;
    }

    synchronized @Nullable TunnelGet get() {
        return get;
    }

    /** The GET is ready: what the POST has brought so far goes on. */
    void flow() {
        TunnelPost waiting;
        synchronized (this) {
            waiting = post;
        }
        if (waiting != null) {
            waiting.flow();
        }
    }

    /** The peer has proved who it is, on the GET's loop: neither half is a stranger any more. */
    void admitted() {
        TunnelPost half;
        synchronized (this) {
            admitted = true;
            half = post;
        }
        if (half != null) {
            half.admitted();
        }
    }

    synchronized boolean isAdmitted() {
        return admitted;
    }

    /** The GET is closed, and with it everything. */
    void getClosed() {
        TunnelPost half;
        synchronized (this) {
            over = true;
            get = null;
            half = post;
        }
        tunnels.forget(this);
        if (half != null) {
            half.end(Reason.ENDED, "the other half of the tunnel was closed");
        }
    }

    void postClosed(TunnelPost closed) {
        boolean alone;
        synchronized (this) {
            if (post == closed) {
                post = null;
            }
            alone = post == null && get == null;
            over |= alone;
        }
        if (alone) {
            tunnels.forget(this);
        }
    }
}
