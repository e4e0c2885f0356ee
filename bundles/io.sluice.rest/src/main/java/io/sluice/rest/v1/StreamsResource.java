/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Want;
import io.sluice.api.stream.Wants;
import io.sluice.rest.change.Applied;
import io.sluice.rest.change.Definitions;
import io.sluice.rest.change.Definitions.Definition;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Members;
import io.sluice.rest.http.Pages;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.view.StreamView;
import io.sluice.rest.view.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /api/v1/streams}. The entity tag of a stream names its definition, not its state. */
public final class StreamsResource {
    private static final Set<String> DEFINITION = Set.of("sources", "preload");

    private final StreamRegistry registry;
    private final Definitions definitions;
    private final Applied applied;

    public StreamsResource(StreamRegistry registry, Definitions definitions) {
        this.registry = registry;
        this.definitions = definitions;
        applied = new Applied(registry);
    }

    public void addTo(Router router) {
        router.on("GET", "streams", Access.KNOWN, this::list)
                .on("GET", "streams/{name...}", Access.KNOWN, this::get)
                .on("PUT", "streams/{name...}", Access.ADMIN_OF_SOME, this::put)
                .on("PATCH", "streams/{name...}", Access.ADMIN_OF_SOME, this::patch)
                .on("DELETE", "streams/{name...}", Access.ADMIN_OF_SOME, this::delete)
                .on("GET", "streams/{name...}/explain", Access.KNOWN, this::explain)
                .on("POST", "streams/{name...}/restart", Access.ADMIN_OF_SOME, this::restart)
                .on("POST", "streams/{name...}/key", Access.ADMIN_OF_SOME, this::key);
    }

    private Answer list(Call call) throws ProblemException {
        var view = new StreamView(call.identity());
        List<StreamInfo> streams = view.visible(Patience.answer(registry.streams()));
        if (!call.wantsText()) {
            return Answer.json(Pages.of(call, streams, view::line));
        }
        var table = new TextTable("NAME", "STATE", "REASON", "VIEWERS", "TRACKS");
        for (StreamInfo stream : streams) {
            table.row(
                    stream.name(),
                    stream.state(),
                    stream.reason(),
                    stream.consumers().size(),
                    String.join(", ", StreamView.codecs(stream)));
        }
        return Answer.text(table.toString());
    }

    private Answer get(Call call) throws ProblemException {
        return described(call, 200, Patience.answer(registry.stream(call.stream(Role.VIEWER))));
    }

    private Answer described(Call call, int status, StreamInfo stream) throws ProblemException {
        StreamName name = stream.name();
        Map<String, Object> view = new StreamView(call.identity()).full(stream);
        if (!call.identity().may(Role.ADMIN, name)) {
            return Answer.json(status, view);
        }
        Definition definition = definitions.find(name);
        if (definition == null) {
            return Answer.json(status, view);
        }
        var defined = new LinkedHashMap<String, Object>();
        defined.put("sources", definition.masked());
        defined.put("preload", definition.preload());
        view.put("definition", defined);
        // What is answered changes with every picture, so it is never kept: the tag is for If-Match.
        return Answer.json(status, view).etag(definition.etag()).header("Cache-Control", "no-store");
    }

    private Answer put(Call call) throws ProblemException, IOException {
        StreamName name = call.stream(Role.ADMIN);
        Members members = call.members(DEFINITION);
        if (!members.has("sources")) {
            throw ProblemException.badRequest(
                    "sources is missing: a list of sources; an empty one is for a stream that somebody publishes to");
        }
        var wanted = new Definition(members.texts("sources"), members.text("preload"));
        boolean made = definitions.put(name, call.ifMatch(), old -> {
            if (old != null && call.ifNothingIsThere()) {
                throw new ProblemException(412, "there is a stream of this name already");
            }
            return wanted;
        });
        return described(call, made ? 201 : 200, applied.shown(name, wanted.masked()));
    }

    private Answer patch(Call call) throws ProblemException, IOException {
        StreamName name = call.stream(Role.ADMIN);
        Members members = call.members(DEFINITION);
        List<String> sources = members.texts("sources");
        String preload = members.text("preload");
        var changed = new ArrayList<String>();
        definitions.put(name, call.ifMatch(), old -> {
            if (old == null) {
                throw Call.unknown(name);
            }
            var wanted = new Definition(
                    members.has("sources") ? sources : old.sources(), members.has("preload") ? preload : old.preload());
            changed.clear();
            changed.addAll(wanted.masked());
            return wanted;
        });
        return described(call, 200, applied.shown(name, changed));
    }

    private Answer delete(Call call) throws ProblemException {
        StreamName name = call.stream(Role.ADMIN);
        if (!definitions.remove(name, call.ifMatch())) {
            throw Call.unknown(name);
        }
        applied.awaitGone(name);
        return Answer.noContent();
    }

    private Answer explain(Call call) throws ProblemException {
        StreamName name = call.stream(Role.VIEWER);
        List<Want> wants;
        try {
            wants = Wants.ofQuery(call.query().raw());
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest(wrong);
        }
        boolean all = call.identity().may(Role.ADMIN, name);
        return Answer.json(
                new StreamView(call.identity()).explanation(Patience.answer(registry.explain(name, wants)), all));
    }

    private Answer restart(Call call) throws ProblemException, IOException {
        StreamName name = call.stream(Role.ADMIN);
        int source = call.optionalMembers(Set.of("source")).number("source", -1);
        StreamInfo stream = Patience.answer(registry.stream(name));
        if (source < -1 || source >= stream.sources().size()) {
            throw ProblemException.badRequest("the stream has no source " + source);
        }
        Patience.answer(registry.restart(name, source));
        return Answer.noContent();
    }

    private Answer key(Call call) throws ProblemException, IOException {
        StreamName name = call.stream(Role.ADMIN);
        call.optionalMembers(Set.of());
        return Answer.json(Map.of("asked", Patience.answer(registry.requestKey(name))));
    }
}
