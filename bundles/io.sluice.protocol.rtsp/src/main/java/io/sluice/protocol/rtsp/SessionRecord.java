/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Bytes;
import io.sluice.api.stream.Handover;
import io.sluice.api.stream.StreamName;
import io.sluice.lib.rtpstream.StateReader;
import io.sluice.lib.rtpstream.StateWriter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A connection and its session, between two versions of this bundle. What is changed here gets another version number;
 * the one before is still read where that is possible.
 *
 * @param ageMs since the connection was opened
 * @param asked whether a request has come
 * @param id of the session; empty when there is none
 * @param known what the peer has seen the description of
 * @param watch null when nothing is watched
 * @param nonceSecret what signed the challenges that the peer may answer
 */
record SessionRecord(
        long ageMs,
        boolean asked,
        String id,
        PeerRecord peer,
        @Nullable StreamName known,
        @Nullable WatchRecord watch,
        Bytes nonceSecret) {
    static final String FORMAT = "rtsp-session";
    static final int VERSION = 1;

    Handover toHandover() {
        var out = new StateWriter();
        out.number(ageMs)
                .flag(asked)
                .text(id)
                .text(known == null ? "" : known.toString())
                .bytes(nonceSecret);
        peer.write(out);
        out.flag(watch != null);
        if (watch != null) {
            watch.write(out);
        }
        return new Handover(FORMAT, VERSION, out.toBytes());
    }

    /** Null when it is not one of ours, or not whole. */
    static @Nullable SessionRecord of(Handover state) {
        if (!state.is(FORMAT, VERSION)) {
            return null;
        }
        try {
            var in = new StateReader(state.state());
            long ageMs = in.number();
            boolean asked = in.flag();
            String id = in.text();
            String known = in.text();
            Bytes nonceSecret = in.bytes();
            PeerRecord peer = PeerRecord.read(in);
            WatchRecord watch = in.flag() ? WatchRecord.read(in) : null;
            return new SessionRecord(
                    ageMs, asked, id, peer, known.isEmpty() ? null : StreamName.of(known), watch, nonceSecret);
        } catch (IOException | IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }
}
