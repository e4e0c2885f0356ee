/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.core;

import io.sluice.api.driver.Opened;
import io.sluice.api.driver.Producer;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.media.Codec;
import io.sluice.api.stream.Consumer;
import io.sluice.api.stream.DriverInfo;
import io.sluice.api.stream.Explanation;
import io.sluice.api.stream.JoinRequest;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One bundle's view of the registry; what the bundle holds ends with it. */
@Component(service = StreamRegistry.class, scope = ServiceScope.BUNDLE)
public final class Registry implements StreamRegistry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);
    /** A packaging that hangs is given up after a second. */
    private static final long QUIET_MS = 1_500;

    private final Engine engine;
    private final String bundle;
    private final Set<ProducerContext> publications = ConcurrentHashMap.newKeySet();
    private volatile boolean released;

    @Activate
    public Registry(@Reference Core core, ComponentContext context) {
        this(core.engine(), String.valueOf(context.getUsingBundle().getSymbolicName()));
    }

    /** @param bundle symbolic name of the one that uses it */
    Registry(Engine engine, String bundle) {
        this.engine = engine;
        this.bundle = bundle;
    }

    @Deactivate
    void release() {
        released = true;
        publications.forEach(publication -> publication.ended(
                Reason.BUNDLE_STOPPED, "the bundle of the publisher's protocol was stopped", Opened.Retry.NO));
        var quiet = new CompletableFuture<Void>();
        engine.lane()
                .execute(() -> engine.streams().release(this).whenComplete((done, problem) -> quiet.complete(null)));
        try {
            // The bundle's classes can be loaded until this returns.
            quiet.get(QUIET_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.atWarn().addKeyValue("event", "core.release_slow").log("A stopped bundle's packaging still runs");
        }
    }

    @Override
    public @Nullable Subscription adopt(String subscription, Consumer consumer) {
        return released ? null : engine.streams().adopt(subscription, this, consumer);
    }

    @Override
    public CompletionStage<Void> resumeFeeds(Packaging.Successor successor) {
        return later(answer -> {
            if (released) {
                answer.complete(null);
            } else {
                engine.streams()
                        .resume(this, this::isOfSameBundle, successor)
                        .thenRun(() -> engine.dispatch().execute(() -> answer.complete(null)));
            }
        });
    }

    private boolean isOfSameBundle(Object other) {
        return other != this && other instanceof Registry registry && registry.bundle.equals(bundle);
    }

    @Override
    public CompletionStage<Subscription> join(StreamName name, JoinRequest request, Consumer consumer) {
        return later(answer -> {
            if (released) {
                throw new StreamException(Reason.BUNDLE_STOPPED, "the bundle was stopped");
            }
            engine.streams().join(name, this, request, consumer, answer);
        });
    }

    @Override
    public CompletionStage<ProducerContext> publish(StreamName name, PublishRequest request, Producer producer) {
        var answer = new CompletableFuture<ProducerContext>();
        engine.lane().execute(() -> publish(name, request, producer, answer));
        return answer;
    }

    private void publish(
            StreamName name, PublishRequest request, Producer producer, CompletableFuture<ProducerContext> answer) {
        try {
            if (released) {
                throw new StreamException(Reason.BUNDLE_STOPPED, "the bundle was stopped");
            }
            if (engine.streams().makeRoom(name, request, () -> publish(name, request, producer, answer))) {
                return;
            }
            ProducerContext publication = engine.streams().publish(name, request, producer);
            publications.add(publication);
            publication.onCancel(() -> publications.remove(publication));
            engine.dispatch().execute(() -> answer.complete(publication));
        } catch (StreamException | RuntimeException e) {
            engine.dispatch().execute(() -> answer.completeExceptionally(e));
        }
    }

    @Override
    public CompletionStage<List<Codec>> talkable(StreamName name) {
        return later(answer -> engine.streams().talkable(name, answer));
    }

    @Override
    public CompletionStage<TalkSession> talk(StreamName name, TalkRequest request, Consumer talker) {
        return later(answer -> {
            if (released) {
                throw new StreamException(Reason.BUNDLE_STOPPED, "the bundle was stopped");
            }
            engine.streams().talk(name, this, request, talker, answer);
        });
    }

    /** A command whose answer comes later. */
    private interface Command<T> {
        void run(CompletableFuture<T> answer) throws StreamException;
    }

    private <T> CompletionStage<T> later(Command<T> command) {
        var answer = new CompletableFuture<T>();
        engine.lane().execute(() -> {
            try {
                command.run(answer);
            } catch (StreamException e) {
                engine.dispatch().execute(() -> answer.completeExceptionally(e));
            }
        });
        return answer;
    }

    @Override
    public CompletionStage<List<StreamInfo>> streams() {
        return later(engine.streams()::describe);
    }

    @Override
    public CompletionStage<StreamInfo> stream(StreamName name) {
        return later(answer -> engine.streams().describe(name, answer));
    }

    @Override
    public CompletionStage<Explanation> explain(StreamName name, List<Want> wants) {
        return engine.ask(() -> engine.streams().explain(name, wants));
    }

    @Override
    public CompletionStage<List<DriverInfo>> drivers() {
        return engine.ask(engine.streams()::describeDrivers);
    }

    @Override
    public CompletionStage<Void> define(StreamDefinition definition) {
        return engine.ask(() -> {
            engine.streams().define(definition);
            return null;
        });
    }

    @Override
    public CompletionStage<Boolean> kick(String consumer) {
        return engine.ask(() -> engine.streams().kick(consumer));
    }

    @Override
    public CompletionStage<Void> restart(StreamName name, int source) {
        return engine.ask(() -> {
            engine.streams().restart(name, source);
            return null;
        });
    }

    @Override
    public CompletionStage<Integer> requestKey(StreamName name) {
        return later(answer -> engine.streams().requestKey(name, answer));
    }

    @Override
    public CompletionStage<Boolean> remove(StreamName name) {
        var answer = new CompletableFuture<Boolean>();
        engine.lane().execute(() -> {
            boolean[] existed = new boolean[1];
            // Runs at once when there was none; otherwise after the flag is set, because closing takes messages.
            existed[0] =
                    engine.streams().remove(name, () -> engine.dispatch().execute(() -> answer.complete(existed[0])));
        });
        return answer;
    }
}
