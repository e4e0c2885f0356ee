/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.auth.Role;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.change.Applied;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.change.Definitions.Definition;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.view.StreamView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/streams}. */
final class StreamCalls {
    private final StreamRegistry registry;
    private final Definitions definitions;
    private final Applied applied;

    StreamCalls(StreamRegistry registry, Definitions definitions) {
        this.registry = registry;
        this.definitions = definitions;
        applied = new Applied(registry);
    }

    void addTo(Router router) {
        router.on("GET", "api/streams", Access.KNOWN, this::get)
                .on("PUT", "api/streams", Access.ADMIN_OF_SOME, this::put)
                .on("PATCH", "api/streams", Access.ADMIN_OF_SOME, this::patch)
                .on("POST", "api/streams", Access.KNOWN, this::send)
                .on("DELETE", "api/streams", Access.ADMIN_OF_SOME, this::delete);
    }

    /** A parameter that has to be there. */
    static String required(Call call, String name) throws ProblemException {
        String value = call.query().first(name);
        if (value == null || value.isEmpty()) {
            throw ProblemException.badRequest("the parameter " + name + " is missing");
        }
        return value;
    }

    private Answer get(Call call) throws ProblemException {
        if (call.query().has("src")) {
            StreamName name = watched(call, required(call, "src"));
            boolean probe = call.query().has("video")
                    || call.query().has("audio")
                    || call.query().has("microphone");
            StreamInfo stream = probe ? Probe.of(registry, name, call) : Patience.answer(registry.stream(name));
            return Answer.json(StreamJson.of(stream, call.identity()));
        }
        var all = new LinkedHashMap<String, Object>();
        for (StreamInfo stream : new StreamView(call.identity()).visible(Patience.answer(registry.streams()))) {
            all.put(stream.name().toString(), StreamJson.of(stream, call.identity()));
        }
        return Answer.json(all);
    }

    /** A stream by its name; a URL would be an ad-hoc stream. */
    private static StreamName watched(Call call, String src) throws ProblemException {
        if (src.contains("://")) {
            throw new ProblemException(
                    403, "src is a URL; ad-hoc streams are off (tuning.adhoc): define the stream and name it");
        }
        return call.stream(src, Role.VIEWER);
    }

    /** Defines or replaces; without a name go2rtc takes the first source for one, which is not a name here. */
    private Answer put(Call call) throws ProblemException {
        List<String> sources = call.query().all("src");
        if (sources.isEmpty()) {
            required(call, "src");
        }
        if (!call.query().has("name")) {
            throw ProblemException.badRequest("the parameter name is missing; a URL cannot be the name of a stream");
        }
        return define(call, call.stream(required(call, "name"), Role.ADMIN), sources, false);
    }

    /** Sets the source of a stream that is there; here it is kept, in go2rtc it is lost at the next start. */
    private Answer patch(Call call) throws ProblemException {
        StreamName name = call.stream(required(call, "name"), Role.ADMIN);
        String source = required(call, "src");
        if (!source.contains(":")) {
            throw new ProblemException(
                    422, "src is no source; another name for a stream, and templates, are not there yet");
        }
        return define(call, name, List.of(source), true);
    }

    private Answer define(Call call, StreamName name, List<String> sources, boolean known) throws ProblemException {
        List<String> filled =
                sources.stream().filter(source -> !source.isBlank()).toList();
        boolean made = definitions.put(name, call.ifMatch(), old -> {
            if (known && old == null) {
                throw Call.unknown(name);
            }
            return new Definition(filled, old == null ? null : old.preload());
        });
        StreamInfo stream =
                applied.shown(name, filled.stream().map(Source::mask).toList());
        return Answer.json(made ? 201 : 200, Map.of(name.toString(), StreamJson.of(stream, call.identity())));
    }

    private Answer delete(Call call) throws ProblemException {
        StreamName name = call.stream(required(call, "src"), Role.ADMIN);
        if (!definitions.remove(name, call.ifMatch())) {
            throw Call.unknown(name);
        }
        applied.awaitGone(name);
        return Answer.noContent();
    }

    private Answer send(Call call) throws ProblemException {
        call.stream(required(call, "src").contains("://") ? required(call, "dst") : required(call, "src"), Role.ADMIN);
        required(call, "dst");
        throw new ProblemException(
                501, "this version cannot publish a stream to another server, nor play something to a camera");
    }
}
