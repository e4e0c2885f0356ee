/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * AVCDecoderConfigurationRecord and HEVCDecoderConfigurationRecord (ISO/IEC 14496-15, 5.2.4.1 and 8.3.3.1): how FLV and
 * MP4 carry parameter sets.
 *
 * @param lengthBytes of the length before each NAL unit: 1, 2 or 4
 * @param sets in the order of the record
 */
public record DecoderConfiguration(int lengthBytes, List<Bytes> sets) {
    private static final int AVC_LENGTH = 4;
    private static final int HEVC_LENGTH = 21;
    private static final int HEVC_ARRAYS = 22;

    public DecoderConfiguration {
        sets = List.copyOf(sets);
    }

    /**
     * Reads the record of a codec.
     *
     * @param codec H.264 or H.265
     * @throws CodecException when it is cut short or has too many sets
     */
    public static DecoderConfiguration read(Codec codec, ByteBuffer record) throws CodecException {
        ByteBuffer in = record.slice();
        boolean h265 = codec.name().equals(Codec.H265);
        int lengthAt = h265 ? HEVC_LENGTH : AVC_LENGTH;
        if (in.remaining() <= lengthAt + 1 || in.get(0) != 1) {
            throw new CodecException("a decoder configuration of " + in.remaining() + " bytes");
        }
        int lengthBytes = (in.get(lengthAt) & 3) + 1;
        if (lengthBytes == 3) {
            throw new CodecException("NAL units with a length of 3 bytes");
        }
        var sets = new ArrayList<Bytes>();
        try {
            if (h265) {
                readArrays(in.position(HEVC_ARRAYS), sets);
            } else {
                readSets(in.position(AVC_LENGTH + 1), in.get(AVC_LENGTH + 1) & 0x1F, 1, sets);
                readSets(in, in.hasRemaining() ? in.get(in.position()) & 0xFF : 0, in.hasRemaining() ? 1 : 0, sets);
            }
        } catch (BufferUnderflowException | IndexOutOfBoundsException e) {
            throw new CodecException("a decoder configuration that is cut short");
        }
        return new DecoderConfiguration(lengthBytes, sets);
    }

    private static void readArrays(ByteBuffer in, List<Bytes> sets) throws CodecException {
        for (int arrays = in.get() & 0xFF; arrays > 0; arrays--) {
            in.get();
            readSets(in, in.getShort(in.position()) & 0xFFFF, 2, sets);
        }
    }

    private static void readSets(ByteBuffer in, int count, int countBytes, List<Bytes> sets) throws CodecException {
        in.position(in.position() + countBytes);
        if (count + sets.size() > ParameterSets.MAX_SETS) {
            throw new CodecException("more than " + ParameterSets.MAX_SETS + " parameter sets");
        }
        for (int i = 0; i < count; i++) {
            int length = in.getShort() & 0xFFFF;
            Bytes set = Bytes.of(in.slice(in.position(), length));
            in.position(in.position() + length);
            if (set.size() > 2) {
                sets.add(set);
            }
        }
    }

    /** The record for H.264 with lengths of 4 bytes. */
    public static Bytes writeAvc(List<Bytes> sets) {
        List<Bytes> sps =
                sets.stream().filter(set -> H264.typeOf(set) == H264.SPS).toList();
        List<Bytes> pps =
                sets.stream().filter(set -> H264.typeOf(set) == H264.PPS).toList();
        if (sps.isEmpty() || sps.get(0).size() < 4 || sps.size() > 31) {
            throw new IllegalArgumentException(sps.size() + " SPS");
        }
        int size = sets.stream().mapToInt(set -> 2 + set.size()).sum();
        ByteBuffer out = ByteBuffer.allocate(7 + size);
        out.put((byte) 1)
                .put(sps.get(0).asBuffer().slice(1, 3))
                .put((byte) 0xFF)
                .put((byte) (0xE0 | sps.size()));
        sps.forEach(set -> out.putShort((short) set.size()).put(set.asBuffer()));
        out.put((byte) pps.size());
        pps.forEach(set -> out.putShort((short) set.size()).put(set.asBuffer()));
        return Bytes.of(out.flip());
    }

    /**
     * A payload of ours from NAL units with lengths of {@link #lengthBytes}; delimiters are left out.
     *
     * @throws CodecException when lengths and size disagree, or there are too many
     */
    public byte[] payload(ByteBuffer units, boolean h265) throws CodecException {
        var nals = new ArrayList<Bytes>();
        ByteBuffer in = units.slice();
        while (in.hasRemaining()) {
            int length = in.remaining() < lengthBytes ? -1 : length(in);
            if (length < 0 || length > in.remaining() || nals.size() == NalUnits.MAX_PER_UNIT) {
                throw new CodecException("NAL unit of " + length + " bytes, " + in.remaining() + " are left");
            }
            Bytes nal = Bytes.of(in.slice(in.position(), length));
            in.position(in.position() + length);
            int delimiter = h265 ? H265.ACCESS_UNIT_DELIMITER : H264.ACCESS_UNIT_DELIMITER;
            if (nal.size() > (h265 ? 1 : 0) && (h265 ? H265.typeOf(nal) : H264.typeOf(nal)) != delimiter) {
                nals.add(nal);
            }
        }
        return NalUnits.join(nals);
    }

    private int length(ByteBuffer in) {
        return switch (lengthBytes) {
            case 1 -> in.get() & 0xFF;
            case 2 -> in.getShort() & 0xFFFF;
            default -> in.getInt();
        };
    }

    /** True when a payload is a key unit. */
    public static boolean isKey(byte[] payload, boolean h265) {
        ByteBuffer view = ByteBuffer.wrap(payload);
        return h265 ? H265.isKey(view) : H264.isKey(view);
    }

    /** The decoding time that goes with a presentation time: none that is later. */
    public static long decodingTime(long dts, long pts) {
        return dts == AccessUnit.UNKNOWN ? dts : Math.min(dts, pts);
    }
}
