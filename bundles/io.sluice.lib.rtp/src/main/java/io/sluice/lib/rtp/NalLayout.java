/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.H264;
import io.sluice.lib.codec.H265;
import java.util.List;

/**
 * H.264 (RFC 6184, packetization-mode 1) and H.265 (RFC 7798): single NAL unit packets, and FU-A or FU for larger ones.
 */
final class NalLayout implements Layout {
    private final boolean h265;
    private final boolean repeatSets;
    private final List<AccessUnit> sets;

    NalLayout(Codec codec, PacketOptions options) {
        this.h265 = codec.name().equals(Codec.H265);
        this.repeatSets = options.repeatParameterSets();
        // As units, so that there is one way to put bytes.
        this.sets = codec.parameterSets().stream()
                .filter(set -> set.size() > headerBytes())
                .map(Bytes::toByteArray)
                .map(bytes -> AccessUnit.of(bytes, 0, false))
                .toList();
    }

    private int headerBytes() {
        return h265 ? 2 : 1;
    }

    @Override
    public void layOut(AccessUnit unit, PacketWriter out) {
        int last = lastNal(unit);
        if (last < 0) {
            return;
        }
        if (repeatSets && unit.key() && !bringsSps(unit)) {
            for (int i = 0; i < sets.size(); i++) {
                AccessUnit set = sets.get(i);
                nal(set, 0, set.sizeBytes(), unit.pts(), false, out);
            }
        }
        for (int at = 0; at <= last; at += 4 + unit.intAt(at)) {
            if (isCarried(unit, at)) {
                nal(unit, at + 4, unit.intAt(at), unit.pts(), at == last, out);
            }
        }
    }

    /** Whether the NAL unit whose length is at the index is more than a header, and of a type that can travel. */
    private boolean isCarried(AccessUnit unit, int at) {
        return unit.intAt(at) > headerBytes() && PacketTypes.isNal(h265, type(unit.at(at + 4)));
    }

    private int type(int firstByte) {
        return h265 ? H265.type(firstByte) : H264.type(firstByte);
    }

    /** Index of the last NAL unit that can be carried, or -1 when there is none or the lengths are wrong. */
    private int lastNal(AccessUnit unit) {
        int last = -1;
        int at = 0;
        while (at < unit.sizeBytes()) {
            int left = unit.sizeBytes() - at - 4;
            int length = left < 0 ? -1 : unit.intAt(at);
            if (length < 0 || length > left) {
                return -1;
            }
            last = isCarried(unit, at) ? at : last;
            at += 4 + length;
        }
        return last;
    }

    private boolean bringsSps(AccessUnit unit) {
        for (int at = 0; at < unit.sizeBytes(); at += 4 + unit.intAt(at)) {
            if (unit.intAt(at) > 0 && isSps(unit.at(at + 4))) {
                return true;
            }
        }
        return false;
    }

    private boolean isSps(int firstByte) {
        return type(firstByte) == (h265 ? H265.SPS : H264.SPS);
    }

    private void nal(AccessUnit unit, int from, int length, long pts, boolean lastOfUnit, PacketWriter out) {
        if (length <= out.room()) {
            out.packet(length, pts, lastOfUnit);
            out.put(unit, from, length);
            return;
        }
        int header = headerBytes();
        int piece = out.room() - header - 1;
        int end = from + length;
        for (int at = from + header; at < end; at += piece) {
            int bytes = Math.min(piece, end - at);
            boolean first = at == from + header;
            boolean last = at + bytes == end;
            out.packet(header + 1 + bytes, pts, last && lastOfUnit);
            fragmentHeader(unit, from, (first ? 0x80 : 0) | (last ? 0x40 : 0), out);
            out.put(unit, at, bytes);
        }
    }

    /** FU indicator and FU header (RFC 6184, 5.8), or payload header and FU header (RFC 7798, 4.4.3). */
    private void fragmentHeader(AccessUnit unit, int from, int startEnd, PacketWriter out) {
        int first = unit.at(from);
        if (h265) {
            out.put(first & 0x81 | PacketTypes.FRAGMENT << 1);
            out.put(unit.at(from + 1));
            out.put(startEnd | H265.type(first));
        } else {
            out.put(first & 0xE0 | PacketTypes.FU_A);
            out.put(startEnd | H264.type(first));
        }
    }
}
