/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.TrackSink;
import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.Cursor;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Explanation;
import io.sluice.api.stream.Feed;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.api.stream.Want;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** One stream, {@code cam}, and one that can be published to, {@code in}. */
final class FakeRegistry implements StreamRegistry {
    final List<Joined> joins = new ArrayList<>();
    final List<Published> publications = new ArrayList<>();
    List<Track> tracks = new ArrayList<>();
    StreamException joinFailure;
    StreamException publishFailure;
    /** Joins answer when the test says so. */
    boolean slow;

    /** Feeds, too. */
    boolean slowFeeds;

    final List<Runnable> pending = new ArrayList<>();
    /** What the device behind the stream plays. */
    List<Codec> talkable = List.of();

    BiFunction<TalkRequest, Consumer, CompletionStage<TalkSession>> talk = (request, talker) ->
            CompletableFuture.failedFuture(new StreamException(Reason.UNSUPPORTED_MEDIA, "nothing can be spoken to"));

    @Override
    public CompletionStage<Subscription> join(StreamName name, JoinRequest request, Consumer consumer) {
        var joined = new Joined(name, request, consumer);
        joins.add(joined);
        var answer = new CompletableFuture<Subscription>();
        answer.exceptionally(problem -> {
            joined.closed = true;
            return null;
        });
        Runnable complete = () -> {
            if (joinFailure != null) {
                answer.completeExceptionally(joinFailure);
            } else if (!name.toString().equals("cam")) {
                answer.completeExceptionally(new StreamException(Reason.NOT_FOUND, "no stream " + name));
            } else {
                answer.complete(joined);
            }
        };
        if (slow) {
            pending.add(complete);
        } else {
            complete.run();
        }
        return answer;
    }

    /** Of the join whose subscription was handed over, if it has that id. */
    @Override
    public CompletionStage<Void> resumeFeeds(Packaging.Successor successor) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Subscription adopt(String subscription, Consumer consumer) {
        for (Joined joined : joins) {
            if (joined.handedOver && joined.id().equals(subscription)) {
                joined.handedOver = false;
                joined.consumer = consumer;
                return joined;
            }
        }
        return null;
    }

    @Override
    public CompletionStage<ProducerContext> publish(StreamName name, PublishRequest request, Producer producer) {
        if (publishFailure != null) {
            return CompletableFuture.failedFuture(publishFailure);
        }
        var published = new Published(name, request, producer);
        publications.add(published);
        return CompletableFuture.completedFuture(published);
    }

    final class Joined implements Subscription {
        final StreamName name;
        final JoinRequest request;
        Consumer consumer;
        boolean handedOver;
        String transport = "";
        final List<String> keys = new ArrayList<>();
        final List<FakeFeed> feeds = new ArrayList<>();
        boolean closed;

        Joined(StreamName name, JoinRequest request, Consumer consumer) {
            this.name = name;
            this.request = request;
            this.consumer = consumer;
        }

        @Override
        public String id() {
            return "viewer-1";
        }

        @Override
        public StreamName stream() {
            return name;
        }

        @Override
        public List<Match> matches() {
            return tracks.stream().map(track -> new Match(0, track)).toList();
        }

        @Override
        public List<Miss> misses() {
            return List.of();
        }

        @Override
        public CompletionStage<Feed> feed(List<Integer> ids, String key, Supplier<Packaging> packaging) {
            keys.add(ids + " " + key);
            List<Track> chosen = ids.stream()
                    .map(id -> tracks.stream()
                            .filter(track -> track.id() == id)
                            .findFirst()
                            .orElseThrow())
                    .toList();
            var feed = new FakeFeed(chosen, packaging.get());
            feeds.add(feed);
            var answer = new CompletableFuture<Feed>();
            if (slowFeeds) {
                pending.add(() -> answer.complete(feed));
            } else {
                answer.complete(feed);
            }
            return answer;
        }

        @Override
        public void travels(String by) {
            transport = by;
        }

        @Override
        public void handOver() {
            handedOver = true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** A log of what the packaging wrote; each cursor begins at its beginning. */
    static final class FakeFeed implements Feed {
        private final List<Track> tracks;
        private final Packaging packaging;
        private final ByteBuffer log = ByteBuffer.allocate(1 << 20);
        final List<FakeCursor> cursors = new ArrayList<>();
        Reason ended;

        FakeFeed(List<Track> tracks, Packaging packaging) {
            this.tracks = tracks;
            this.packaging = packaging;
            packaging.begin(tracks, () -> log);
            for (int i = 0; i < tracks.size(); i++) {
                append(i, i * 1_000L);
            }
        }

        private void append(int track, long pts) {
            byte[] payload = {0, 0, 0, 2, 0x65, (byte) 0x80};
            packaging.append(track, AccessUnit.of(payload, pts, pts, true, 1_700_000_000_000_000_000L), () -> log);
        }

        @Override
        public List<Track> tracks() {
            return tracks;
        }

        @Override
        public Cursor open(String name, Overflow overflow) {
            var cursor = new FakeCursor(log.duplicate().flip().asReadOnlyBuffer());
            cursors.add(cursor);
            return cursor;
        }

        @Override
        public Runnable onAppend(Runnable wakeUp) {
            return () -> {};
        }

        @Override
        public Reason ended() {
            return ended;
        }
    }

    static final class FakeCursor implements Cursor {
        private final ByteBuffer region;
        boolean closed;

        FakeCursor(ByteBuffer region) {
            this.region = region;
        }

        @Override
        public ByteBuffer region() {
            return region;
        }

        @Override
        public void advance(int bytes) {
            region.position(region.position() + bytes);
        }

        @Override
        public int openUnitBytes() {
            return 0;
        }

        @Override
        public Reason ended() {
            return null;
        }

        @Override
        public long units() {
            return 0;
        }

        @Override
        public long bytes() {
            return 0;
        }

        @Override
        public long skipped() {
            return 0;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** What a publisher brought. */
    static final class Published implements ProducerContext {
        final StreamName name;
        final PublishRequest request;
        final Producer producer;
        final List<Codec> codecs = new ArrayList<>();
        final List<AccessUnit> units = new ArrayList<>();
        boolean complete;
        Reason ended;
        String endText = "";

        Published(StreamName name, PublishRequest request, Producer producer) {
            this.name = name;
            this.request = request;
            this.producer = producer;
        }

        @Override
        public StreamName stream() {
            return name;
        }

        @Override
        public long generation() {
            return 1;
        }

        @Override
        public Duration timeout() {
            return Duration.ofSeconds(5);
        }

        @Override
        public TrackSink track(MediaKind kind, Codec codec) {
            codecs.add(codec);
            return new TrackSink() {
                @Override
                public Delivery deliver(AccessUnit unit) {
                    units.add(unit);
                    return Delivery.ACCEPTED;
                }

                @Override
                public void codec(Codec changed) {
                    codecs.add(changed);
                }
            };
        }

        @Override
        public void tracksComplete() {
            complete = true;
        }

        @Override
        public void ended(Reason reason, String text, Opened.Retry retry) {
            ended = reason;
            endText = text;
        }

        @Override
        public CompletionStage<Subscription> join(
                StreamName name, List<Want> wants, Duration startTimeout, Consumer consumer) {
            return CompletableFuture.failedFuture(
                    new StreamException(Reason.NOT_FOUND, "there is no other stream here"));
        }

        @Override
        public boolean cancelled() {
            return ended != null;
        }

        @Override
        public void onCancel(Runnable task) {}

        @Override
        public Map<String, String> logContext() {
            return Map.of();
        }
    }

    @Override
    public CompletionStage<List<StreamInfo>> streams() {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<StreamInfo> stream(StreamName name) {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<Explanation> explain(StreamName name, List<Want> wants) {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<List<DriverInfo>> drivers() {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<Void> define(StreamDefinition definition) {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<Boolean> remove(StreamName name) {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<Boolean> kick(String consumer) {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<Void> restart(StreamName name, int source) {
        throw new AssertionError("not expected");
    }

    @Override
    public CompletionStage<List<Codec>> talkable(StreamName name) {
        return CompletableFuture.completedFuture(List.copyOf(talkable));
    }

    @Override
    public CompletionStage<TalkSession> talk(StreamName name, TalkRequest request, Consumer talker) {
        return talk.apply(request, talker);
    }

    @Override
    public CompletionStage<Integer> requestKey(StreamName name) {
        throw new AssertionError("not expected");
    }
}
