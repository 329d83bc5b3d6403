import Workloads

WorkloadTasks.main()
