/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot of one stream, taken on the lane: its parts are consistent with each other.
 *
 * @param text the reason for people
 * @param since when it got into this state
 * @param sources in the order of the definition; a publisher is the only one of its stream
 */
public record StreamInfo(
        StreamName name,
        StreamState state,
        Reason reason,
        String text,
        Instant since,
        List<SourceInfo> sources,
        List<TrackInfo> tracks,
        List<ConsumerInfo> consumers,
        List<FeedInfo> feeds) {
    public StreamInfo {
        sources = List.copyOf(sources);
        tracks = List.copyOf(tracks);
        consumers = List.copyOf(consumers);
        feeds = List.copyOf(feeds);
    }

    /**
     * One source.
     *
     * @param source with credentials masked
     * @param driver symbolic name and version of the bundle that serves it, empty when none does
     * @param nextRetryAt null when no retry is planned
     * @param generation counts the attempts to open it; 0: never tried
     * @param abandoned calls into its drivers that hang
     * @param restarts attempts after the first one since somebody began to need it
     * @param program that makes its media, or made it last; null when there is none
     */
    public record SourceInfo(
            String source,
            String driver,
            StreamState state,
            Reason reason,
            String text,
            @Nullable Instant nextRetryAt,
            long generation,
            int abandoned,
            int restarts,
            ProgramStatus.@Nullable Status program) {
        /** Without a program. */
        public SourceInfo(
                String source,
                String driver,
                StreamState state,
                Reason reason,
                String text,
                @Nullable Instant nextRetryAt,
                long generation,
                int abandoned) {
            this(source, driver, state, reason, text, nextRetryAt, generation, abandoned, 0, null);
        }
    }

    /**
     * One track.
     *
     * @param source index into the sources
     * @param lastUnitAt null when none has come yet
     * @param keyIntervalMs time between the last two key units, 0 when not known
     * @param dropped units that core refused or dropped before any feed
     */
    public record TrackInfo(
            int id,
            int source,
            MediaKind kind,
            Codec codec,
            @Nullable Instant lastUnitAt,
            long units,
            long bytes,
            long dropped,
            long keyIntervalMs) {}

    /**
     * One viewer or talker.
     *
     * @param tracks ids of its matched tracks, none for a talker
     * @param skipped units that were jumped over, for a talker those that the device did not take
     * @param dropped datagrams to it that system or network did not take
     * @param transport how media travels to it, for example {@code tcp}, {@code tls}, {@code tunnel}, {@code udp},
     *     {@code multicast}; empty until that is known
     * @param talk in which codec it speaks to the device, for example {@code pcmu/8000/1}; empty for a viewer
     */
    public record ConsumerInfo(
            String id,
            String protocol,
            String remote,
            String user,
            List<Integer> tracks,
            List<Miss> misses,
            long units,
            long bytes,
            long skipped,
            long dropped,
            Instant since,
            String transport,
            String talk) {
        public ConsumerInfo {
            tracks = List.copyOf(tracks);
            misses = List.copyOf(misses);
        }
    }

    /**
     * One feed.
     *
     * @param logBytes bytes that its log holds now
     */
    public record FeedInfo(String key, List<Integer> tracks, int readers, long units, long logBytes, int epoch) {
        public FeedInfo {
            tracks = List.copyOf(tracks);
        }
    }
}
