/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.DecoderConfiguration;
import io.sluice.lib.codec.LateTrack;
import io.sluice.lib.codec.ParameterSets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;

/** The video of an FLV stream. */
final class FlvVideoTrack {
    private static final int CLOCK_HZ = 90_000;
    private static final int TICKS_PER_MS = CLOCK_HZ / 1000;

    private final LateTrack track;
    private DecoderConfiguration configuration = new DecoderConfiguration(4, List.of());
    private String coding = "none";

    FlvVideoTrack(Function<Codec, TrackSink> declaring) {
        this.track = new LateTrack(declaring);
    }

    boolean isDeclared() {
        return track.isDeclared();
    }

    /** Whether it is known what becomes of it. */
    boolean isSettled() {
        return track.isDeclared() || !coding.equals("none");
    }

    String coding() {
        return coding;
    }

    void body(ByteBuffer body, long ms) {
        FlvVideo video = FlvVideo.read(body);
        if (video == null || video.codec() == null) {
            coding = video == null ? coding : video.coding();
            return;
        }
        try {
            switch (video.kind()) {
                case CONFIGURATION -> configure(video.codec(), video.data());
                case PICTURE -> picture(video, ms);
                case OTHER -> {
                    // the end of a sequence, or metadata
                }
            }
        } catch (CodecException e) {
            coding = e.getMessage() == null ? coding : e.getMessage(); // one broken tag; the next ones may be good
        }
    }

    private void configure(String name, ByteBuffer data) throws CodecException {
        Codec named = Codec.of(name, CLOCK_HZ, 0);
        configuration = DecoderConfiguration.read(named, data);
        var sets = new ParameterSets(named);
        for (Bytes set : configuration.sets()) {
            sets.add(set);
        }
        sets.endUnit();
        track.describe(sets.codec());
    }

    private void picture(FlvVideo video, long ms) throws CodecException {
        Codec codec = track.codec();
        if (codec == null || !codec.name().equals(video.codec())) {
            return; // without its configuration not even the lengths are known
        }
        boolean h265 = codec.name().equals(Codec.H265);
        byte[] payload = configuration.payload(video.data(), h265);
        if (payload.length > 0) {
            long dts = ms * TICKS_PER_MS;
            long pts = dts + (long) video.compositionMs() * TICKS_PER_MS;
            boolean key = DecoderConfiguration.isKey(payload, h265);
            track.deliver(AccessUnit.of(payload, pts, Math.min(dts, pts), key, AccessUnit.UNKNOWN));
        }
    }
}
