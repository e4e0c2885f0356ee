/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.view;

import io.sluice.api.auth.Identity;
import io.sluice.api.auth.Role;
import io.sluice.api.driver.ProgramStatus;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Explanation;
import io.sluice.api.stream.Match;
import io.sluice.api.stream.Miss;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamInfo.FeedInfo;
import io.sluice.api.stream.StreamInfo.SourceInfo;
import io.sluice.api.stream.StreamInfo.TrackInfo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A stream as somebody may see it. Sources, and texts that may name them, are for its administrators; other viewers'
 * addresses too.
 */
public final class StreamView {
    private final Identity identity;

    public StreamView(Identity identity) {
        this.identity = identity;
    }

    private boolean all(StreamInfo stream) {
        return identity.may(Role.ADMIN, stream.name());
    }

    /** Those that may be watched. */
    public List<StreamInfo> visible(List<StreamInfo> streams) {
        return streams.stream()
                .filter(stream -> identity.may(Role.VIEWER, stream.name()))
                .toList();
    }

    /** One line of the list. */
    public Map<String, Object> line(StreamInfo stream) {
        var view = head(stream);
        view.put("tracks", codecs(stream));
        view.put("viewers", stream.consumers().size());
        if (all(stream)) {
            view.put(
                    "sources", stream.sources().stream().map(SourceInfo::source).toList());
        }
        return view;
    }

    public static List<String> codecs(StreamInfo stream) {
        return stream.tracks().stream().map(track -> track.codec().toString()).toList();
    }

    private Map<String, Object> head(StreamInfo stream) {
        var view = new LinkedHashMap<String, Object>();
        view.put("name", stream.name().toString());
        view.put("state", stream.state().name());
        view.put("reason", stream.reason().name());
        if (all(stream)) {
            view.put("text", stream.text());
        }
        view.put("since", stream.since());
        return view;
    }

    /** Everything. */
    public Map<String, Object> full(StreamInfo stream) {
        boolean all = all(stream);
        var view = head(stream);
        if (all) {
            view.put(
                    "sources", stream.sources().stream().map(StreamView::source).toList());
        }
        view.put("tracks", stream.tracks().stream().map(StreamView::track).toList());
        view.put("viewers", stream.consumers().size());
        view.put("consumers", consumers(stream));
        if (all) {
            view.put("feeds", stream.feeds().stream().map(StreamView::feed).toList());
        }
        return view;
    }

    /** All of them for the stream's administrators, one's own for everybody else. */
    public List<Map<String, Object>> consumers(StreamInfo stream) {
        return seen(stream).stream().map(this::consumer).toList();
    }

    /** Those of {@link #consumers}. */
    public List<ConsumerInfo> seen(StreamInfo stream) {
        boolean all = all(stream);
        return stream.consumers().stream()
                .filter(consumer -> all || isOwn(consumer))
                .toList();
    }

    private boolean isOwn(ConsumerInfo consumer) {
        return !consumer.user().isEmpty() && consumer.user().equals(identity.name());
    }

    private static Map<String, Object> source(SourceInfo source) {
        var view = new LinkedHashMap<String, Object>();
        view.put("source", source.source());
        view.put("driver", source.driver());
        view.put("state", source.state().name());
        view.put("reason", source.reason().name());
        view.put("text", source.text());
        view.put("nextRetryAt", source.nextRetryAt());
        view.put("generation", source.generation());
        view.put("abandoned", source.abandoned());
        view.put("restarts", source.restarts());
        view.put("program", program(source.program()));
        return view;
    }

    private static @Nullable Map<String, Object> program(ProgramStatus.@Nullable Status program) {
        if (program == null) {
            return null;
        }
        var view = new LinkedHashMap<String, Object>();
        view.put("command", program.command());
        view.put("pid", program.pid());
        view.put("state", program.state().name());
        view.put("since", program.since());
        view.put("lastWords", program.lastWords());
        return view;
    }

    private static Map<String, Object> track(TrackInfo track) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", track.id());
        view.put("source", track.source());
        view.put("kind", track.kind().name().toLowerCase(Locale.ROOT));
        codec(view, track.codec());
        view.put("lastUnitAt", track.lastUnitAt());
        view.put("units", track.units());
        view.put("bytes", track.bytes());
        view.put("dropped", track.dropped());
        view.put("keyIntervalMs", track.keyIntervalMs());
        return view;
    }

    private static void codec(Map<String, Object> view, Codec codec) {
        view.put("codec", codec.name());
        view.put("clockRateHz", codec.clockRateHz());
        view.put("channels", codec.channels());
        view.put("parameters", codec.parameters());
    }

    /** One viewer or talker, without the stream. */
    public Map<String, Object> consumer(ConsumerInfo consumer) {
        var view = new LinkedHashMap<String, Object>();
        view.put("id", consumer.id());
        view.put("protocol", consumer.protocol());
        view.put("remote", consumer.remote());
        view.put("user", consumer.user());
        view.put("tracks", consumer.tracks());
        view.put("misses", consumer.misses().stream().map(StreamView::miss).toList());
        view.put("units", consumer.units());
        view.put("bytes", consumer.bytes());
        view.put("skipped", consumer.skipped());
        view.put("dropped", consumer.dropped());
        view.put("since", consumer.since());
        view.put("transport", consumer.transport());
        view.put("talk", consumer.talk());
        return view;
    }

    private static Map<String, Object> miss(Miss miss) {
        var view = new LinkedHashMap<String, Object>();
        view.put("want", miss.want());
        view.put("reason", miss.reason().name());
        view.put("text", miss.text());
        return view;
    }

    private static Map<String, Object> feed(FeedInfo feed) {
        var view = new LinkedHashMap<String, Object>();
        view.put("key", feed.key());
        view.put("tracks", feed.tracks());
        view.put("readers", feed.readers());
        view.put("units", feed.units());
        view.put("logBytes", feed.logBytes());
        view.put("epoch", feed.epoch());
        return view;
    }

    /** Why tracks are chosen; each step for administrators, because steps name sources. */
    public Map<String, Object> explanation(Explanation explanation, boolean all) {
        var view = new LinkedHashMap<String, Object>();
        view.put(
                "matches", explanation.matches().stream().map(StreamView::match).toList());
        view.put(
                "misses",
                explanation.misses().stream()
                        .map(miss -> all
                                ? miss(miss)
                                : Map.of(
                                        "want",
                                        miss.want(),
                                        "reason",
                                        miss.reason().name()))
                        .toList());
        if (all) {
            view.put("steps", explanation.steps());
        }
        return view;
    }

    private static Map<String, Object> match(Match match) {
        var view = new LinkedHashMap<String, Object>();
        view.put("want", match.want());
        view.put("track", match.track().id());
        view.put("kind", match.track().kind().name().toLowerCase(Locale.ROOT));
        codec(view, match.track().codec());
        return view;
    }
}
