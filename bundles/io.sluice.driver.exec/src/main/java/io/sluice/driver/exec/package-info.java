/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Driver of {@code exec:}: what a program writes. */
@NullMarked
package io.sluice.driver.exec;

import org.jspecify.annotations.NullMarked;
