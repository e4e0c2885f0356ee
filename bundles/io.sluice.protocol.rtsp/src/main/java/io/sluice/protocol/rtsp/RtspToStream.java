/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.lib.rtp.Rtcp;
import io.sluice.lib.rtpstream.IncomingTrack;
import io.sluice.lib.rtpstream.PublisherTimes;
import io.sluice.lib.sdp.SdpTrack;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a session publishes: the source of a stream, its tracks as announced, those that were set up. Everything but
 * {@link #close} happens on the connection's loop, and stages complete there.
 */
final class RtspToStream implements Producer {
    private static final int CHANNELS = 256;

    private final Connection connection;
    private final StreamName name;
    private final List<SdpTrack> announced;
    private final LongSupplier nanoTime;
    private final BiConsumer<Reason, String> onEnded;
    private final PublisherTimes times = new PublisherTimes();
    private final List<Setup> setups = new ArrayList<>();
    private final @Nullable IncomingTrack[] rtp = new IncomingTrack[CHANNELS];
    private final @Nullable IncomingTrack[] rtcp = new IncomingTrack[CHANNELS];
    private final List<IncomingTrack> tracks = new ArrayList<>();
    private @Nullable ProducerContext context;
    private boolean recording;
    private boolean over;
    private long heardNs;

    /** A media that was set up. */
    record Setup(SdpTrack track, int rtpChannel, int rtcpChannel) {}

    /**
     * @param nanoTime a clock that counts nanoseconds
     * @param onEnded called on the loop when the server or the silence of the peer ends it, but not by {@link #end}
     */
    RtspToStream(
            Connection connection,
            StreamName name,
            List<SdpTrack> announced,
            LongSupplier nanoTime,
            BiConsumer<Reason, String> onEnded) {
        this.connection = connection;
        this.name = name;
        this.announced = announced;
        this.nanoTime = nanoTime;
        this.onEnded = onEnded;
    }

    StreamName name() {
        return name;
    }

    List<SdpTrack> announced() {
        return announced;
    }

    List<Setup> setups() {
        return setups;
    }

    boolean recording() {
        return recording;
    }

    /** True once media was taken: the tracks are fixed. */
    boolean declared() {
        return !tracks.isEmpty();
    }

    /**
     * Becomes the stream's source; fails as {@link StreamRegistry#publish} does.
     *
     * @param silenceMs after which a publisher that sends nothing is ended
     */
    CompletionStage<Void> publish(StreamRegistry registry, PublishRequest request, long silenceMs) {
        return OnLoop.of(connection, registry.publish(name, request, this)).thenAccept(opened -> {
            context = opened;
            heardNs = nanoTime.getAsLong();
            if (over) {
                opened.ended(Reason.ENDED, "the publisher left", Opened.Retry.NO);
            } else {
                watch(silenceMs, silenceMs);
            }
        });
    }

    private void watch(long silenceMs, long delayMs) {
        connection.schedule(
                () -> {
                    long silentMs = (nanoTime.getAsLong() - heardNs) / 1_000_000;
                    if (over) {
                        return;
                    }
                    if (silentMs >= silenceMs) {
                        String text = "the publisher sent nothing for " + silenceMs / 1000.0 + " s";
                        end(Reason.TIMEOUT, text);
                        onEnded.accept(Reason.TIMEOUT, text);
                    } else {
                        watch(silenceMs, silenceMs - silentMs);
                    }
                },
                delayMs);
    }

    void setUp(Setup setup) {
        setups.add(setup);
    }

    /** From now on media is taken; the tracks are declared the first time. */
    void record() {
        recording = true;
        ProducerContext publication = context;
        if (publication == null || !tracks.isEmpty()) {
            return;
        }
        for (Setup setup : setups) {
            SdpTrack described = setup.track();
            var track = new IncomingTrack(described, publication.track(described.kind(), described.codec()), times);
            tracks.add(track);
            rtp[setup.rtpChannel()] = track;
            rtcp[setup.rtcpChannel()] = track;
        }
        publication.tracksComplete();
    }

    /** What comes is ignored until {@link #record} is called again. */
    void pause() {
        recording = false;
    }

    /**
     * Takes what came on a channel; of an unknown one, or before recording, it is ignored.
     *
     * @param data valid during the call
     */
    void received(int channel, ByteBuffer data) {
        if (!recording || over) {
            return;
        }
        IncomingTrack media = rtp[channel];
        IncomingTrack control = rtcp[channel];
        if (media != null) {
            heardNs = nanoTime.getAsLong();
            media.rtp(data, heardNs);
        } else if (control != null) {
            control.rtcp(data);
        }
    }

    /** What a receiver report says of the track with this RTP channel; null when nothing came. */
    Rtcp.@Nullable ReportBlock report(int channel, long nowNs) {
        IncomingTrack track = rtp[channel];
        return track == null ? null : track.report(nowNs);
    }

    /** For the log: what came. */
    String summary() {
        return tracks.stream().map(IncomingTrack::summary).collect(Collectors.joining(", "));
    }

    /** Ends the publication; {@code onEnded} is not called any more. */
    void end(Reason reason, String text) {
        if (over) {
            return;
        }
        over = true;
        if (recording) {
            tracks.forEach(IncomingTrack::flush);
        }
        if (context != null) {
            context.ended(reason, text, Opened.Retry.NO);
        }
    }

    /** The registry ended it. */
    @Override
    public void close() {
        connection.execute(() -> {
            if (!over) {
                over = true;
                onEnded.accept(Reason.ENDED, "the server ended the publication");
            }
        });
    }
}
