/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.net.Connection;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Subscription;
import io.sluice.lib.rtpstream.PacketMarks;
import io.sluice.lib.rtpstream.RtpPackaging;
import io.sluice.lib.rtpstream.TrackSetup;
import io.sluice.lib.rtpstream.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a session watches: its subscription, the tracks as they were described, those that were set up, their feed.
 * Everything but the methods of {@link Consumer} happens on the connection's loop, and stages complete there.
 */
final class RtspFromStream implements Consumer {
    private static final long CODEC_WAIT_MS = 2_000;

    private final Connection connection;
    private final StreamName name;
    private final BiConsumer<Reason, String> onEnded;
    private final List<TrackSetup> setups = new ArrayList<>();
    private List<Track> described = List.of();
    private @Nullable CompletableFuture<Subscription> joining;
    private @Nullable Subscription subscription;
    private @Nullable CompletableFuture<List<Track>> describing;
    private @Nullable Feed feed;
    private boolean closed;

    /** @param onEnded called on the loop when the stream ends for this viewer, but not by {@link #close} */
    RtspFromStream(Connection connection, StreamName name, BiConsumer<Reason, String> onEnded) {
        this.connection = connection;
        this.name = name;
        this.onEnded = onEnded;
    }

    StreamName name() {
        return name;
    }

    /** Joins; fails as {@link StreamRegistry#join} does. */
    CompletionStage<Void> join(StreamRegistry registry, JoinRequest request) {
        joining = registry.join(name, request, this).toCompletableFuture();
        return OnLoop.of(connection, joining).thenAccept(this::joined);
    }

    private void joined(Subscription joined) {
        subscription = joined;
        if (closed) {
            joined.close();
        }
    }

    /**
     * The tracks to describe, in a fixed order; what a decoder needs to know of them is waited for, for two seconds.
     */
    CompletionStage<List<Track>> describe() {
        CompletableFuture<List<Track>> answer = describing;
        if (answer == null || answer.isDone()) {
            answer = new CompletableFuture<>();
            describing = answer;
            connection.schedule(this::describeWithWhatIsKnown, CODEC_WAIT_MS);
            describeWhenKnown();
        }
        return answer;
    }

    private void describeWhenKnown() {
        if (tracks().stream().allMatch(RtspFromStream::isKnown)) {
            describeWithWhatIsKnown();
        }
    }

    private void describeWithWhatIsKnown() {
        CompletableFuture<List<Track>> answer = describing;
        if (answer != null && !answer.isDone()) {
            // What was set up must stay where it is.
            if (setups.isEmpty()) {
                described = tracks();
            }
            answer.complete(described);
        }
    }

    private static boolean isKnown(Track track) {
        return switch (track.codec().name()) {
            case Codec.H264, Codec.H265, Codec.AAC ->
                !track.codec().parameterSets().isEmpty();
            default -> true;
        };
    }

    /** What was chosen, each track once: two wants may have met in one. */
    private List<Track> tracks() {
        if (subscription == null) {
            return List.of();
        }
        return List.copyOf(subscription.matches().stream()
                .map(Match::track)
                .collect(Collectors.toMap(Track::id, track -> track, (one, same) -> one, LinkedHashMap::new))
                .values());
    }

    String subscriptionId() {
        return subscription == null ? "" : subscription.id();
    }

    /** For people: how media travels to it. */
    void travels(String transport) {
        if (subscription != null) {
            subscription.travels(transport);
        }
    }

    /** Sentences about what was wanted and is not there; empty when all is. */
    String misses() {
        return subscription == null
                ? ""
                : subscription.misses().stream().map(Miss::text).collect(Collectors.joining("; "));
    }

    /** As they were described last. */
    List<Track> described() {
        return described;
    }

    List<TrackSetup> setups() {
        return setups;
    }

    void setUp(TrackSetup setup) {
        setups.add(setup);
        feed = null;
    }

    /** The feed of what was set up; the same one as long as it goes on. */
    CompletionStage<Feed> feed(PacketMarks.Kind kind, String cname) {
        Feed open = feed;
        if (open != null && open.ended() == null) {
            return CompletableFuture.completedFuture(open);
        }
        Subscription joined = subscription;
        if (joined == null) {
            throw new IllegalStateException("not joined");
        }
        List<Wire> wires = setups.stream().map(TrackSetup::wire).toList();
        List<Integer> ids = setups.stream().map(setup -> setup.track().id()).toList();
        String key = kind.key() + "/" + wires.stream().map(Wire::key).collect(Collectors.joining(","));
        CompletionStage<Feed> opening =
                joined.feed(ids, key, () -> new RtpPackaging(kind, wires, cname, new SplittableRandom()));
        return OnLoop.of(connection, opening).thenApply(opened -> {
            feed = opened;
            return opened;
        });
    }

    /** What the next version of this bundle needs to go on; null when nothing has been joined yet. */
    @Nullable
    WatchRecord handOver(String query, String userAgent, boolean playing) {
        closed = true;
        Subscription joined = subscription;
        if (joined == null) {
            return null;
        }
        joined.handOver();
        return new WatchRecord(name, query, userAgent, joined.id(), described, List.copyOf(setups), playing);
    }

    /** @return false when the subscription is gone */
    boolean resume(StreamRegistry registry, WatchRecord record) {
        Subscription adopted = registry.adopt(record.subscription(), this);
        if (adopted == null) {
            return false;
        }
        subscription = adopted;
        Map<Integer, Track> now =
                tracks().stream().collect(Collectors.toMap(Track::id, track -> track, (one, same) -> one));
        described = record.described().stream()
                .map(track -> now.getOrDefault(track.id(), track))
                .toList();
        for (TrackSetup setup : record.setups()) {
            Track track = setup.track();
            setups.add(new TrackSetup(setup.media(), now.getOrDefault(track.id(), track), setup.wire(), setup.url()));
        }
        return true;
    }

    /** Ends the subscription; {@code onEnded} is not called any more. */
    void close() {
        closed = true;
        if (subscription != null) {
            subscription.close();
        } else if (joining != null) {
            // Nobody waits any more: the camera is not to be dialled for nobody.
            joining.completeExceptionally(new StreamException(Reason.NO_VIEWER, "the peer left before it was joined"));
        }
    }

    @Override
    public void ended(Reason reason, String text) {
        connection.execute(() -> end(reason, text));
    }

    private void end(Reason reason, String text) {
        if (!closed) {
            closed = true;
            if (describing != null) {
                describing.completeExceptionally(new StreamException(reason, text));
            }
            onEnded.accept(reason, text);
        }
    }

    @Override
    public void changed(List<Match> matches, List<Miss> misses) {
        connection.execute(() -> {
            describeWhenKnown();
            if (!setups.isEmpty() && !hasVideo(described) && hasVideo(tracks())) {
                end(Reason.TRACK_CAME, "the picture that was missing is there now; a description is for life");
            }
        });
    }

    private static boolean hasVideo(List<Track> tracks) {
        return tracks.stream().anyMatch(track -> track.kind() == MediaKind.VIDEO);
    }
}
