/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest.go2rtc;

import io.sluice.api.auth.Role;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.JoinRequest;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamInfo;
import io.sluice.api.stream.StreamName;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.api.stream.Subscription;
import io.sluice.api.stream.Want;
import io.sluice.api.stream.Wants;
import io.sluice.rest.http.Call;
import io.sluice.rest.http.Patience;
import io.sluice.rest.http.ProblemException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Watches a stream for a moment, to learn what it is made of. */
final class Probe implements Consumer {
    private static final Duration START = Duration.ofSeconds(8);
    private static final long LIMIT_MS = START.toMillis() + 1_000;

    private Probe() {}

    static StreamInfo of(StreamRegistry registry, StreamName name, Call call) throws ProblemException {
        List<Want> wants;
        try {
            wants = Wants.ofQuery(call.query().raw());
        } catch (IllegalArgumentException wrong) {
            throw ProblemException.badRequest(wrong);
        }
        var request = new JoinRequest(wants, "probe", "api", call.identity().name(), "", START);
        CompletionStage<Subscription> joining = registry.join(name, request, new Probe());
        try {
            Subscription joined = Patience.answer(joining, LIMIT_MS);
            try {
                return Patience.answer(registry.stream(name));
            } finally {
                joined.close();
            }
        } catch (ProblemException problem) {
            // One that comes after we stopped waiting must not watch for ever.
            joining.thenAccept(Subscription::close);
            throw call.identity().may(Role.ADMIN, name)
                    ? problem
                    : new ProblemException(problem.status(), "the stream gives nothing that was asked for now");
        }
    }

    @Override
    public void ended(Reason reason, String text) {
        // The probe is over sooner than that could matter.
    }
}
