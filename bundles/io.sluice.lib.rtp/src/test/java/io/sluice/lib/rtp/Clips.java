/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.AnnexBReader;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.H264;
import io.sluice.lib.codec.H265;
import io.sluice.lib.codec.NalUnits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/** Real access units, and what tests do with packets. */
final class Clips {
    private Clips() {}

    /** A track and its units. */
    record Clip(Codec codec, List<AccessUnit> units) {}

    static byte[] file(String name) {
        try (InputStream in = Objects.requireNonNull(Clips.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Bytes> hexLines(String name) {
        return new String(file(name), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(Bytes::ofHex)
                .toList();
    }

    static Clip h264() {
        return video(Codec.H264, "bottles.264");
    }

    static Clip h265() {
        return video(Codec.H265, "b-frames.265");
    }

    private static Clip video(String name, String file) {
        Codec codec = Codec.of(name, 90_000, 0);
        byte[] stream = file(file);
        boolean h265 = name.equals(Codec.H265);
        try {
            var sets = NalUnits.ofAnnexB(stream).stream().limit(h265 ? 3 : 2).toList();
            Codec described = h265 ? H265.describe(codec, sets) : H264.describe(codec, sets);
            return new Clip(described, reordered(AnnexBReader.read(stream, codec, 3003)));
        } catch (CodecException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Presentation times that go back and forth, as B pictures make them. */
    private static List<AccessUnit> reordered(List<AccessUnit> units) {
        int[] order = {0, 4, 2, 1, 3};
        var changed = new ArrayList<AccessUnit>();
        for (int i = 0; i < units.size(); i++) {
            AccessUnit unit = units.get(i);
            byte[] payload = new byte[unit.sizeBytes()];
            unit.copyTo(0, ByteBuffer.wrap(payload), payload.length);
            changed.add(AccessUnit.of(payload, (i / 5 * 5 + order[i % 5]) * 3003L, unit.key()));
        }
        return changed;
    }

    static Clip aac() {
        Codec codec = new Codec(Codec.AAC, 8000, 1, Map.of(), List.of(Bytes.ofHex("1588")));
        byte[] adts = file("bbb-8k-mono.aac");
        var units = new ArrayList<AccessUnit>();
        for (int at = 0; at + 7 <= adts.length; ) {
            int length = (adts[at + 3] & 3) << 11 | (adts[at + 4] & 0xFF) << 3 | (adts[at + 5] & 0xFF) >> 5;
            units.add(AccessUnit.of(Arrays.copyOfRange(adts, at + 7, at + length), units.size() * 1024L, true));
            at += length;
        }
        return new Clip(codec, units);
    }

    /** Units of the given sizes with random bytes, as far apart as their sizes say at one byte a tick. */
    static Clip random(Codec codec, int... sizes) {
        var random = new Random(1);
        var units = new ArrayList<AccessUnit>();
        long pts = 0;
        for (int size : sizes) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            units.add(AccessUnit.of(bytes, pts, true));
            pts += size;
        }
        return new Clip(codec, units);
    }

    /** The packets of a region that is framed for interleaving. */
    static List<ByteBuffer> packets(ByteBuffer region) {
        var packets = new ArrayList<ByteBuffer>();
        while (region.hasRemaining()) {
            int prefix = region.getInt();
            int length = prefix & 0xFFFF;
            if (prefix >>> 16 != ('$' << 8 | 2)) {
                throw new AssertionError("prefix " + Integer.toHexString(prefix));
            }
            packets.add(region.slice(region.position(), length));
            region.position(region.position() + length);
        }
        return packets;
    }

    static PacketOptions options(int maxPacketBytes) {
        return new PacketOptions(96, 0x1234_5678, 77, maxPacketBytes, false, Framing.interleaved(2));
    }

    /** All packets of the clip. */
    static List<ByteBuffer> packetize(Clip clip, int maxPacketBytes, int firstSequence) {
        Packetizer packetizer = Packetizer.of(clip.codec(), options(maxPacketBytes));
        var packets = new ArrayList<ByteBuffer>();
        for (AccessUnit unit : clip.units()) {
            ByteBuffer out = ByteBuffer.allocateDirect(packetizer.sizeOf(unit));
            int count = packetizer.append(unit, firstSequence + packets.size(), out);
            if (out.hasRemaining()) {
                throw new AssertionError(out + " after " + unit);
            }
            var made = packets(out.flip());
            if (made.size() != count) {
                throw new AssertionError(made.size() + " packets, said to be " + count);
            }
            packets.addAll(made);
        }
        return packets;
    }

    /** Keeps what a receiver makes. */
    static final class Received implements UnitSink {
        final List<AccessUnit> units = new ArrayList<>();
        final List<Codec> codecs = new ArrayList<>();
        final List<Remark> remarks = new ArrayList<>();

        @Override
        public void remark(Remark remark) {
            remarks.add(remark);
        }

        @Override
        public void unit(AccessUnit unit) {
            units.add(unit);
        }

        @Override
        public void codec(Codec changed) {
            codecs.add(changed);
        }

        List<String> texts() {
            return units.stream().map(Clips::text).toList();
        }
    }

    static String text(AccessUnit unit) {
        return (unit.key() ? "key " : "") + unit.pts() + " "
                + Bytes.of(unit.payload()).toHex();
    }

    static Received receive(Codec codec, List<ByteBuffer> packets) {
        var received = new Received();
        var receiver = new RtpReceiver(codec, received);
        packets.forEach(packet -> receiver.packet(packet.duplicate(), 0));
        receiver.flush();
        return received;
    }
}
