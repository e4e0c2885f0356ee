/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.Codec;
import io.sluice.lib.codec.AudioSpecificConfig;
import io.sluice.lib.codec.BitReader;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.LatmConfig;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * AAC in LATM (RFC 6416, 6): an AudioMuxElement in one or several packets, the last one with the marker; its
 * configuration comes with the SDP or in band.
 */
final class LatmDepacketizer implements Depacketizer {
    /** The codec's parameter that says which of the two; RFC 6416, 7.3. */
    static final String IN_BAND = "cpresent";

    private static final int MAX_ELEMENT_BYTES = 64 * 1024;

    private final Output out;
    private final boolean inBand;
    private final UnitBuffer element = new UnitBuffer();
    private Codec codec;
    private int frames;
    private boolean configured;
    private long elementPts;
    private boolean broken;

    LatmDepacketizer(Codec codec, Output out) {
        this.out = out;
        this.codec = codec;
        this.inBand = "1".equals(codec.parameter(IN_BAND));
        this.configured = !codec.parameterSets().isEmpty();
        String said = codec.parameter("subframes");
        this.frames = said != null && said.matches("[0-9]{1,2}") ? Math.max(1, Integer.parseInt(said)) : 1;
    }

    @Override
    public void packet(long pts, boolean marker, ByteBuffer payload) throws RtpException {
        if (element.size() > 0 && pts != elementPts) {
            end(); // some set no marker
        }
        elementPts = pts;
        if (element.size() + payload.remaining() > MAX_ELEMENT_BYTES) {
            broken = true;
            element.clear();
            throw new RtpException("LATM element of more than " + MAX_ELEMENT_BYTES + " bytes");
        }
        element.put(payload);
        if (marker) {
            end();
        }
    }

    private void end() throws RtpException {
        byte[] bytes = element.toArray();
        element.clear();
        if (broken) {
            broken = false;
            out.dropped();
            return;
        }
        try {
            frames(new BitReader(bytes));
        } catch (CodecException e) {
            throw new RtpException("LATM: " + e.getMessage());
        }
    }

    /** AudioMuxElement (ISO/IEC 14496-3, 1.7.3.1). */
    private void frames(BitReader in) throws CodecException, RtpException {
        if (inBand && !in.flag()) {
            configure(LatmConfig.read(in));
        }
        if (!configured) {
            out.dropped();
            return;
        }
        long ticks = frameTicks();
        for (int i = 0; i < frames; i++) {
            int length = 0;
            int part;
            do {
                part = in.number(8);
                length += part;
            } while (part == 255 && length < MAX_ELEMENT_BYTES);
            if (length * 8L > in.remaining()) {
                throw new RtpException("LATM frame of " + length + " bytes, " + in.remaining() / 8 + " are left");
            }
            byte[] frame = new byte[length];
            for (int at = 0; at < length; at++) {
                frame[at] = (byte) in.number(8);
            }
            if (length > 0) {
                out.unit(frame, elementPts + i * ticks, true);
            }
        }
    }

    private void configure(LatmConfig config) throws CodecException {
        AudioSpecificConfig.read(config.audio()); // one that cannot be read changes nothing
        frames = config.frames();
        configured = true;
        if (!codec.parameterSets().equals(List.of(config.audio()))) {
            codec = codec.with(List.of(config.audio()));
            out.codec(codec);
        }
    }

    private long frameTicks() throws CodecException {
        var config = AudioSpecificConfig.read(codec.parameterSets().get(0));
        return Math.max(1, (long) config.frameSamples() * codec.clockRateHz() / config.samplingRateHz());
    }

    @Override
    public void gap() {
        broken |= element.size() > 0;
    }

    @Override
    public void flush() {
        try {
            if (element.size() > 0) {
                end();
            }
        } catch (RtpException e) {
            out.dropped();
        }
    }
}
