/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.exec;

import io.sluice.api.driver.Driver;
import io.sluice.api.driver.Opened;
import io.sluice.api.driver.ProducerContext;
import io.sluice.api.driver.Source;
import io.sluice.api.stream.Reason;
import io.sluice.lib.process.ProgramException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/** Opens {@code exec:}, from the configuration file only, with programs that it lists. */
@Component(
        configurationPid = "io.sluice.exec",
        property = {Driver.SCHEMES + "=exec", Driver.LOCAL + ":Boolean=true"})
public final class ExecDriver implements Driver {
    private final Workshop workshop;
    private final Set<ExecProducer> open = ConcurrentHashMap.newKeySet();
    private volatile Allowed allowed;

    /** @param configuration {@code allow_paths}: absolute paths of the programs that may be started */
    @Activate
    public ExecDriver(BundleContext bundle, Map<String, Object> configuration) {
        this(bundle.getDataFile("programs").toPath(), Allowed.of(configuration));
    }

    ExecDriver(Path directory, Allowed allowed) {
        this.workshop = new Workshop(directory);
        this.allowed = allowed;
    }

    /** Programs that are allowed still go on. */
    @Modified
    void modified(Map<String, Object> configuration) {
        allowed = Allowed.of(configuration);
        for (ExecProducer producer : open) {
            Opened.Refused refusal = allowed.refusal(producer.config().program());
            if (refusal != null) {
                producer.forbid(refusal);
            }
        }
    }

    @Override
    public Opened open(Source source, ProducerContext context) throws InterruptedException {
        ExecConfig config;
        try {
            config = ExecConfig.of(source);
        } catch (IllegalArgumentException e) {
            return new Opened.Refused(Reason.INVALID, String.valueOf(e.getMessage()), Opened.Retry.NO);
        }
        Opened.Refused refusal = allowed.refusal(config.program());
        if (refusal != null) {
            return refusal;
        }
        if (!Files.isExecutable(Path.of(config.program()))) {
            String text = config.program() + " is not there or may not be executed; install it";
            return new Opened.Refused(Reason.PROGRAM_MISSING, text, Opened.Retry.YES);
        }
        return config.speaker() == null
                ? program(config, context)
                : new Opened.Producing(new SpeakerProducer(config, workshop, context));
    }

    private Opened program(ExecConfig config, ProducerContext context) throws InterruptedException {
        var producer = new ExecProducer(config, context, open::remove);
        open.add(producer);
        try {
            return producer.start(workshop);
        } catch (ProgramException e) {
            producer.close();
            return Workshop.refused(e);
        } catch (IOException | IllegalStateException e) {
            producer.close();
            return new Opened.Refused(Reason.FAILED, String.valueOf(e.getMessage()), Opened.Retry.YES);
        }
    }

    @Deactivate
    void stop() {
        workshop.close();
    }
}
