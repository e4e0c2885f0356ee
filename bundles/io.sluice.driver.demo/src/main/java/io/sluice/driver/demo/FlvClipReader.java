/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.AudioSpecificConfig;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.H264;
import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an FLV file with one H.264 and one AAC track into memory (Video File Format Specification 10.1, annex E). Not
 * for files from elsewhere than this bundle: anything that is not needed for the clip is an error.
 */
final class FlvClipReader {
    private static final int MAX_BYTES = 8 << 20;
    private static final int VIDEO_CLOCK_HZ = 90_000;
    private static final int AUDIO = 8;
    private static final int VIDEO = 9;

    private final List<Clip.Picture> pictures = new ArrayList<>();
    private final List<byte[]> frames = new ArrayList<>();
    private @Nullable Codec video;
    private @Nullable Codec audio;

    private FlvClipReader() {}

    /**
     * Reads everything.
     *
     * @param in is read to its end and not closed
     * @throws IOException when it is anything but such a file of at most 8 MiB
     */
    static Clip read(InputStream in) throws IOException {
        byte[] all = in.readNBytes(MAX_BYTES + 1);
        if (all.length > MAX_BYTES) {
            throw new IOException("the clip is larger than " + MAX_BYTES + " bytes");
        }
        var reader = new FlvClipReader();
        try {
            reader.tags(ByteBuffer.wrap(all));
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | CodecException broken) {
            throw new IOException("the clip is broken", broken);
        }
        if (reader.video == null || reader.audio == null || reader.pictures.isEmpty() || reader.frames.isEmpty()) {
            throw new IOException("the clip lacks a track");
        }
        return new Clip(reader.video, reader.audio, reader.pictures, reader.frames);
    }

    private void tags(ByteBuffer in) throws IOException, CodecException {
        if (in.getInt() >>> 8 != 0x464C56) { // "FLV", E.2
            throw new IOException("the clip is no FLV file");
        }
        in.get();
        in.position(in.getInt() + 4); // DataOffset, then PreviousTagSize0
        while (in.hasRemaining()) {
            int head = in.getInt(); // type and size, E.4.1
            in.position(in.position() + 7); // time stamp, which the driver makes itself, and stream id
            ByteBuffer tag = in.slice(in.position(), head & 0xFFFFFF);
            in.position(in.position() + tag.limit() + 4); // PreviousTagSize
            switch (head >>> 24) {
                case AUDIO -> audio(tag);
                case VIDEO -> video(tag);
                default -> throw new IOException("the clip has a tag of type " + (head >>> 24));
            }
        }
    }

    private void video(ByteBuffer tag) throws IOException {
        int head = tag.getInt() >>> 24; // frame type and codec, AVCPacketType; E.4.3.1
        tag.position(1);
        int packetType = tag.get();
        int compositionTime = tag.getShort() << 8 | tag.get() & 0xFF;
        if ((head & 0x0F) != 7 || compositionTime != 0) {
            throw new IOException("the clip has video that is not H.264, or reordered pictures");
        }
        if (packetType == 0) {
            video = H264.describe(Codec.of(Codec.H264, VIDEO_CLOCK_HZ, 0), parameterSets(tag));
        } else if (packetType == 1) {
            pictures.add(new Clip.Picture(rest(tag), head >>> 4 == 1));
        }
    }

    /** AVCDecoderConfigurationRecord, ISO/IEC 14496-15, 5.2.4.1. */
    private static List<Bytes> parameterSets(ByteBuffer in) throws IOException {
        if ((in.get(in.position() + 4) & 3) != 3) {
            throw new IOException("the clip's NAL units have no length of 4 bytes");
        }
        in.position(in.position() + 5);
        var sets = new ArrayList<Bytes>();
        for (int masks = 0; masks < 2; masks++) {
            for (int left = in.get() & 0x1F; left > 0; left--) {
                int length = in.getShort() & 0xFFFF;
                sets.add(Bytes.of(in.slice(in.position(), length)));
                in.position(in.position() + length);
            }
        }
        return sets;
    }

    private void audio(ByteBuffer tag) throws IOException, CodecException {
        int head = tag.get() & 0xFF; // SoundFormat, E.4.2.1
        int packetType = tag.get();
        if (head >>> 4 != 10) {
            throw new IOException("the clip has audio that is not AAC");
        }
        if (packetType == 0) {
            Bytes config = Bytes.of(tag);
            AudioSpecificConfig read = AudioSpecificConfig.read(config);
            audio = Codec.of(Codec.AAC, read.samplingRateHz(), read.channels()).with(List.of(config));
        } else {
            frames.add(rest(tag));
        }
    }

    private static byte[] rest(ByteBuffer tag) {
        byte[] bytes = new byte[tag.remaining()];
        tag.get(bytes);
        return bytes;
    }
}
