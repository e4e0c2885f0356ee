/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.v1;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamInfo.ConsumerInfo;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.http.Access;
import io.sluice.rest.http.Answer;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Pages;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import io.sluice.rest.http.Router;
import io.sluice.rest.view.StreamView;
import io.sluice.rest.view.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /api/v1/sessions}: who watches. */
public final class SessionsResource {
    private final StreamRegistry registry;

    public SessionsResource(StreamRegistry registry) {
        this.registry = registry;
    }

    private record Session(StreamInfo stream, ConsumerInfo consumer) {}

    public void addTo(Router router) {
        router.on("GET", "sessions", Access.KNOWN, this::list)
                .on("GET", "sessions/{id}", Access.KNOWN, this::get)
                .on("DELETE", "sessions/{id}", Access.ADMIN_OF_SOME, this::kick);
    }

    private List<Session> sessions(Call call) throws ProblemException {
        var view = new StreamView(call.identity());
        var sessions = new ArrayList<Session>();
        for (StreamInfo stream : view.visible(Patience.answer(registry.streams()))) {
            view.seen(stream).forEach(consumer -> sessions.add(new Session(stream, consumer)));
        }
        return sessions;
    }

    private Answer list(Call call) throws ProblemException {
        List<Session> sessions = sessions(call);
        if (!call.wantsText()) {
            return Answer.json(Pages.of(call, sessions, session -> shown(call, session)));
        }
        var table = new TextTable(
                "ID", "STREAM", "PROTOCOL", "TRANSPORT", "REMOTE", "USER", "BYTES", "SKIPPED", "DROPPED", "SINCE");
        for (Session session : sessions) {
            ConsumerInfo c = session.consumer;
            table.row(
                    c.id(),
                    session.stream.name(),
                    c.protocol(),
                    c.transport(),
                    c.remote(),
                    c.user(),
                    c.bytes(),
                    c.skipped(),
                    c.dropped(),
                    c.since());
        }
        return Answer.text(table.toString());
    }

    private static Map<String, Object> shown(Call call, Session session) {
        var view = new LinkedHashMap<String, Object>();
        view.put("stream", session.stream.name().toString());
        view.putAll(new StreamView(call.identity()).consumer(session.consumer));
        return view;
    }

    private Session find(Call call) throws ProblemException {
        String id = call.parameter("id");
        return sessions(call).stream()
                .filter(session -> session.consumer.id().equals(id))
                .findFirst()
                .orElseThrow(() -> ProblemException.notFound("there is no such session"));
    }

    private Answer get(Call call) throws ProblemException {
        return Answer.json(shown(call, find(call)));
    }

    private Answer kick(Call call) throws ProblemException {
        Session session = find(call);
        call.stream(session.stream.name().toString(), Role.ADMIN);
        if (!Patience.answer(registry.kick(session.consumer.id()))) {
            throw ProblemException.notFound("there is no such session");
        }
        return Answer.noContent();
    }
}
