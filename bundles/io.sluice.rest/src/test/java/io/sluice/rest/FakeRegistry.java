/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.media.Codec;
import io.sluice.api.media.MediaKind;
import io.sluice.api.media.Track;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Explanation;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Packaging;
import io.sluice.api.stream.PublishRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamDefinition;
import io.sluice.api.stream.StreamException;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamInfo.FeedInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamInfo.TrackInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.StreamState;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.TalkRequest;
import io.sluice.api.stream.TalkSession;
import io.sluice.api.stream.Want;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentSkipListMap;

/** A registry in which every stream is live with a picture, and one viewer each. */
public final class FakeRegistry implements StreamRegistry {
    /** What only an administrator of a stream may see. */
    public static final String HOST = "192.0.2.77";

    private static final Codec H264 = Codec.of(Codec.H264, 90_000, 0).with("profile-level-id", "64001f");

    public final Map<StreamName, List<Source>> streams = new ConcurrentSkipListMap<>();
    public final List<String> done = new ArrayList<>();
    public boolean hangs;
    /** Streams that somebody removes as soon as they are defined. */
    public final Set<StreamName> removed = new HashSet<>();

    private StreamInfo info(StreamName name) {
        List<SourceInfo> sources = streams.get(name).stream()
                .map(source -> new SourceInfo(
                        source.toString(), "x.y 1", StreamState.LIVE, Reason.MEDIA_FLOWS, HOST, null, 1, 0))
                .toList();
        var track = new TrackInfo(0, 0, MediaKind.VIDEO, H264, Instant.EPOCH, 5, 500, 0, 1000);
        var viewer = new ConsumerInfo(
                "v-" + name, "rtsp", HOST + ":5", "ann", List.of(0), List.of(), 5, 500, 0, 2, Instant.EPOCH, "udp", "");
        return new StreamInfo(
                name,
                StreamState.LIVE,
                Reason.MEDIA_FLOWS,
                "from " + HOST,
                Instant.EPOCH,
                sources,
                List.of(track),
                List.of(viewer),
                List.of(new FeedInfo("rtsp", List.of(0), 1, 5, 500, 1)));
    }

    private <T> CompletionStage<T> answer(T value) {
        return hangs ? new CompletableFuture<>() : CompletableFuture.completedFuture(value);
    }

    @Override
    public CompletionStage<List<StreamInfo>> streams() {
        return answer(streams.keySet().stream().map(this::info).toList());
    }

    @Override
    public CompletionStage<StreamInfo> stream(StreamName name) {
        return streams.containsKey(name) && !removed.contains(name)
                ? answer(info(name))
                : CompletableFuture.failedFuture(new StreamException(Reason.NOT_FOUND, "no stream " + name));
    }

    @Override
    public CompletionStage<Explanation> explain(StreamName name, List<Want> wants) {
        return stream(name)
                .thenApply(found -> new Explanation(
                        List.of(new Match(0, new Track(0, MediaKind.VIDEO, H264))), List.of(), List.of(HOST)));
    }

    @Override
    public CompletionStage<List<DriverInfo>> drivers() {
        return answer(List.of(new DriverInfo(List.of("rtsp"), "x.y 1", DriverInfo.State.ACTIVE, 1, 0, "")));
    }

    @Override
    public CompletionStage<Void> define(StreamDefinition definition) {
        throw new AssertionError("streams are defined in the file");
    }

    @Override
    public CompletionStage<Boolean> remove(StreamName name) {
        throw new AssertionError("streams are removed in the file");
    }

    @Override
    public CompletionStage<Boolean> kick(String consumer) {
        done.add("kick " + consumer);
        return answer(true);
    }

    @Override
    public CompletionStage<Void> restart(StreamName name, int source) {
        done.add("restart " + name + " " + source);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Integer> requestKey(StreamName name) {
        done.add("key " + name);
        return stream(name).thenApply(found -> 1);
    }

    @Override
    public CompletionStage<List<Codec>> talkable(StreamName name) {
        return answer(List.of());
    }

    @Override
    public CompletionStage<TalkSession> talk(StreamName name, TalkRequest request, Consumer talker) {
        throw new AssertionError("nobody speaks");
    }

    @Override
    public CompletionStage<Subscription> join(StreamName name, JoinRequest request, Consumer consumer) {
        return CompletableFuture.failedFuture(new StreamException(Reason.UNREACHABLE, HOST + " is away"));
    }

    @Override
    public CompletionStage<Void> resumeFeeds(Packaging.Successor successor) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public Subscription adopt(String subscription, Consumer consumer) {
        return null;
    }

    @Override
    public CompletionStage<ProducerContext> publish(StreamName name, PublishRequest request, Producer producer) {
        throw new AssertionError("nothing is published");
    }
}
