#include <dnnl.h>

// Debian builds oneDNN on OpenMP, whose number of threads is a setting of each calling thread.
int omp_get_max_threads(void);
void omp_set_num_threads(int);
