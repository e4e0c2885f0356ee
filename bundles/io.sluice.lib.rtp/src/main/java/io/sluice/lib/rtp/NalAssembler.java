/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.H264;
import io.sluice.lib.codec.H265;
import io.sluice.lib.codec.NalUnits;
import io.sluice.lib.codec.ParameterSets;
import java.nio.ByteBuffer;

/**
 * Puts NAL units of H.264 or H.265 together to access units.
 *
 * <p>A unit ends with the marker, or when the time stamp changes. What has no picture (parameter sets, SEI) is put
 * before the next picture, even if its packets carry a marker or another time stamp. A unit of which packets are
 * missing is dropped whole; the next whole ones are delivered, key or not, because decoders conceal better than a
 * viewer waits for the next key unit.
 */
final class NalAssembler {
    private static final int NO_FRAGMENT = -1;

    private final boolean h265;
    private final Output out;
    private final ParameterSets sets;
    private final UnitBuffer unit = new UnitBuffer();
    private int nals;
    private int fragmentAt = NO_FRAGMENT;
    private boolean picture;
    private boolean broken;
    /** Packets were missing and the next picture must prove that it begins at its beginning; so at the start, too. */
    private boolean startUnsure = true;

    private long pts;
    private long endedPts;
    private boolean ended;
    /** Some cameras set the marker on every packet: then only time stamps tell where units end. */
    private boolean ignoreMarkers;

    NalAssembler(Codec codec, Output out) {
        this.h265 = codec.name().equals(Codec.H265);
        this.out = out;
        this.sets = new ParameterSets(codec);
    }

    void gap() {
        broken |= nals > 0;
        startUnsure = true;
        cancelFragment();
    }

    /** Must be called before the NAL units of a packet. */
    void time(long packetPts) {
        if (packetPts != pts) {
            finishFragment();
            if (picture || broken) {
                endUnit();
            }
        }
        pts = packetPts;
    }

    void marker() {
        finishFragment();
        if ((picture || broken) && !ignoreMarkers) {
            endUnit();
        }
    }

    /** The packet was malformed: its unit is lost. */
    void malformed() {
        broken = true;
        cancelFragment();
    }

    void nal(ByteBuffer nal) throws RtpException {
        finishFragment();
        if (nal.remaining() <= headerBytes()) {
            return;
        }
        begin();
        unit.put(nal);
        finishFragment();
    }

    /** Begins a NAL unit that comes in fragments; one that was begun before counts as ended. */
    void beginFragment(int firstByte, int secondByteOfH265) throws RtpException {
        finishFragment();
        begin();
        unit.put(firstByte);
        if (h265) {
            unit.put(secondByteOfH265);
        }
    }

    void fragment(ByteBuffer piece) throws RtpException {
        if (fragmentAt == NO_FRAGMENT) {
            if (!broken && !startUnsure) {
                throw new RtpException("fragment of a NAL unit that never began");
            }
            broken = true; // its start is among the packets that are missing
            return;
        }
        unit.put(piece);
    }

    void finishFragment() {
        if (fragmentAt == NO_FRAGMENT) {
            return;
        }
        int from = fragmentAt + 4;
        int length = unit.size() - from;
        unit.setInt(fragmentAt, length);
        int type = type(unit.array()[from]);
        int start = fragmentAt;
        fragmentAt = NO_FRAGMENT;
        if (length <= headerBytes() || isLeftOut(type)) {
            unit.shrinkTo(start);
            nals--;
        } else if (h265 ? H265.isPicture(type) : H264.isPicture(type)) {
            picture(from, length);
        } else if (h265 ? H265.isParameterSet(type) : H264.isParameterSet(type)) {
            sets.add(Bytes.of(ByteBuffer.wrap(unit.array(), from, length)));
        }
    }

    private void begin() throws RtpException {
        if (nals >= NalUnits.MAX_PER_UNIT) {
            throw new RtpException("more than " + NalUnits.MAX_PER_UNIT + " NAL units");
        }
        nals++;
        fragmentAt = unit.size();
        unit.putInt(0);
    }

    /**
     * The first bit after the header says that a slice is the first of its picture (first_mb_in_slice,
     * first_slice_segment).
     */
    private void picture(int from, int length) {
        int at = from + headerBytes();
        boolean first = length > at - from && (unit.array()[at] & 0x80) != 0;
        if (!picture && !first) {
            if (startUnsure) {
                broken = true;
            } else if (ended && pts == endedPts) {
                ignoreMarkers = true; // the marker before this slice lied
                broken = true;
            }
        }
        picture = true;
        startUnsure = false;
    }

    void endUnit() {
        finishFragment();
        if (sets.endUnit()) {
            out.codec(sets.codec());
        }
        if (broken) {
            out.dropped();
        } else if (picture) {
            var view = ByteBuffer.wrap(unit.array(), 0, unit.size());
            out.unit(unit.toArray(), pts, h265 ? H265.isKey(view) : H264.isKey(view));
        }
        if (picture || broken) {
            ended = true;
            endedPts = pts;
            unit.clear();
            nals = 0;
            picture = false;
            broken = false;
        }
    }

    private int headerBytes() {
        return h265 ? 2 : 1;
    }

    private boolean isLeftOut(int type) {
        return !PacketTypes.isNal(h265, type)
                || type == (h265 ? H265.ACCESS_UNIT_DELIMITER : H264.ACCESS_UNIT_DELIMITER)
                || type == (h265 ? H265.FILLER : H264.FILLER);
    }

    private int type(int firstByte) {
        return h265 ? H265.type(firstByte) : H264.type(firstByte);
    }

    private void cancelFragment() {
        if (fragmentAt != NO_FRAGMENT) {
            unit.shrinkTo(fragmentAt);
            fragmentAt = NO_FRAGMENT;
            nals--;
            broken = true;
        }
    }
}
