/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.ts;

import io.sluice.api.media.AccessUnit;
import java.nio.ByteBuffer;

/** The packets of one PID with media. */
final class TsStream {
    private final int streamType;
    private final ElementaryTrack track;
    private final TsTimes times;
    private final Continuity continuity = new Continuity();
    private boolean begun;
    private boolean bounded;
    private int restBytes;

    TsStream(int streamType, ElementaryTrack track, TsTimes times) {
        this.streamType = streamType;
        this.track = track;
        this.times = times;
    }

    int streamType() {
        return streamType;
    }

    ElementaryTrack track() {
        return track;
    }

    void payload(int counter, boolean start, boolean discontinuity, ByteBuffer payload) {
        Continuity.Verdict verdict = continuity.next(counter, discontinuity);
        if (verdict == Continuity.Verdict.REPEATED) {
            return;
        }
        if (verdict == Continuity.Verdict.GAP) {
            track.lost();
            begun = false;
        }
        if (start) {
            end();
            begin(payload);
        } else if (begun) {
            data(payload);
        }
    }

    private void begin(ByteBuffer payload) {
        Pes pes = Pes.read(payload);
        if (pes == null) {
            track.lost();
            return;
        }
        // The decoding time first: it rises, so it is the one that the wrap is found by.
        long dts = pes.dts() == AccessUnit.UNKNOWN ? pes.dts() : times.unwrap(pes.dts());
        long pts = pes.pts() == AccessUnit.UNKNOWN ? pes.pts() : times.unwrap(pes.pts());
        begun = true;
        bounded = pes.lengthBytes() > 0;
        restBytes = pes.lengthBytes();
        track.begin(pts, dts, pes.data().slice());
        data(pes.data());
    }

    private void data(ByteBuffer data) {
        if (!bounded) {
            track.data(data);
            return;
        }
        int length = Math.min(restBytes, data.remaining());
        track.data(data.slice(data.position(), length));
        restBytes -= length;
        if (restBytes == 0) {
            end();
        }
    }

    /** The PES packet is over. */
    void end() {
        if (begun) {
            begun = false;
            track.end();
        }
    }
}
