/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import io.sluice.lib.codec.AudioSpecificConfig;
import io.sluice.lib.codec.ByteWindow;
import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.LateTrack;
import io.sluice.lib.codec.MpegAudioHeader;
import io.sluice.lib.codec.SampleTimes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The sound of an FLV stream. */
final class FlvAudioTrack {
    private static final int G711_HZ = 8_000;
    private static final int OPUS_HZ = 48_000;
    /** Milliseconds are rounded twice on the way here. */
    private static final long TOLERANCE_MS = 2;

    private final LateTrack track;
    private @Nullable SampleTimes times;
    private int frameSamples;
    private String coding = "none";

    FlvAudioTrack(Function<Codec, TrackSink> declaring) {
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
        FlvAudio audio = FlvAudio.read(body);
        if (audio == null || audio.codec() == null || audio.data().remaining() > FlvTag.MAX_BYTES) {
            coding = audio == null ? coding : audio.coding();
            return;
        }
        try {
            switch (audio.kind()) {
                case CONFIGURATION -> configure(audio);
                case FRAME -> frame(audio, ms);
                case OTHER -> {
                    // the end of a sequence, or which speaker has which channel
                }
            }
        } catch (CodecException e) {
            coding = e.getMessage() == null ? coding : e.getMessage(); // one broken tag; the next ones may be good
        }
    }

    private void configure(FlvAudio audio) throws CodecException {
        Bytes data = Bytes.of(audio.data());
        if (Codec.AAC.equals(audio.codec())) {
            AudioSpecificConfig config = AudioSpecificConfig.read(data);
            declare(Codec.of(Codec.AAC, config.samplingRateHz(), config.channels())
                    .with(List.of(data)));
            frameSamples = config.frameSamples();
        }
        // OpusHead says nothing that a decoder of RTP's Opus needs.
    }

    private void frame(FlvAudio audio, long ms) {
        switch (String.valueOf(audio.codec())) {
            case Codec.PCMA, Codec.PCMU -> {
                declare(Codec.of(String.valueOf(audio.codec()), G711_HZ, audio.channels()));
                frameSamples = audio.data().remaining() / audio.channels();
            }
            case Codec.OPUS -> {
                declare(Codec.of(Codec.OPUS, OPUS_HZ, 2));
                frameSamples = 0;
            }
            case Codec.MP3 -> declareMp3(audio.data());
            default -> {
                // AAC: declared by its configuration
            }
        }
        Codec codec = track.codec();
        if (codec != null && times != null && codec.name().equals(audio.codec())) {
            byte[] payload = new byte[audio.data().remaining()];
            audio.data().duplicate().get(payload);
            if (payload.length > 0) {
                long pts = times.at(ms * codec.clockRateHz() / 1000, frameSamples);
                track.deliver(AccessUnit.of(payload, pts, pts, true, AccessUnit.UNKNOWN));
            }
        }
    }

    private void declareMp3(ByteBuffer data) {
        var start = new ByteWindow();
        start.add(data.duplicate(), MpegAudioHeader.BYTES);
        MpegAudioHeader header = start.size() < MpegAudioHeader.BYTES ? null : MpegAudioHeader.read(start, 0);
        if (header != null) {
            declare(Codec.of(Codec.MP3, header.rateHz(), header.channels()));
            frameSamples = header.samples();
        }
    }

    private void declare(Codec described) {
        if (track.describe(described)) {
            times = new SampleTimes(described.clockRateHz() * TOLERANCE_MS / 1000);
        }
    }
}
